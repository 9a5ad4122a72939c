import * as z from 'zod';
import type { JsonAnswer } from '../../http/json-client.ts';
import type { Refusal } from '../vendor-connector.ts';
import { withoutAddresses } from '../without-addresses.ts';

/** What a token must be allowed to do; SCIM has no names for it. */
export const SCIM_READ = 'scim.users.read';
export const SCIM_WRITE = 'scim.users.write';

/** The error resource of RFC 7644 §3.12. Its `status` is a string there and a number at many; the answer's own counts. */
const errorSchema = z.object({
  scimType: z.string().max(50).nullish().catch(null),
  detail: z.string().nullish().catch(null),
});

/** Its schema, or the detail that everybody sends: what else has neither is somebody else's page. */
const isScimError = (json: unknown): boolean =>
  z.union([z.object({ schemas: z.array(z.string()) }), z.object({ detail: z.string() })]).safeParse(json)
    .success;

/** What a 404 is that did not come from the provider itself: a proxy's, or that of an address that is not the provider's. */
export const NOT_THE_PROVIDERS = '404 page';

/**
 * Reads what is no success by RFC 7644 §3.12. `code` begins with the status, and has the `scimType` where there is one. A 403 for reading
 * is a missing right; for a change it is about that account, a last owner above all.
 */
export const scimRefusal = (answer: JsonAnswer, scope: string): Refusal => {
  const { status, json } = answer;
  if (status === 401) return { kind: 'token-refused' };
  if (status === 429) return { kind: 'unreadable' };
  if (status === 403 && scope === SCIM_READ) return { kind: 'not-granted', scope };
  if (status === 404 && isScimError(json)) return { kind: 'gone' };
  const error = errorSchema.safeParse(json);
  const { scimType, detail } = error.success ? error.data : {};
  const type = typeof scimType === 'string' && scimType !== '' ? ` ${scimType}` : '';
  return {
    kind: 'refused',
    code: status === 404 ? NOT_THE_PROVIDERS : `${String(status)}${type}`,
    reason:
      typeof detail === 'string' && detail.trim() !== ''
        ? withoutAddresses(detail)
        : `The vendor answered ${String(status)}.`,
  };
};

/** The status a refusal of {@link scimRefusal} came with. */
export const statusOf = ({ code }: { readonly code: string }): number => Number(code.slice(0, 3));
