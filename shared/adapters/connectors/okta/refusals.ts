import * as z from 'zod';
import type { JsonAnswer } from '../../http/json-client.ts';
import type { Refusal } from '../vendor-connector.ts';
import { withoutAddresses } from '../without-addresses.ts';

/** Body of every error of Okta's API (https://developer.okta.com/docs/reference/error-codes/). */
const errorSchema = z.object({ errorCode: z.string().min(1), errorSummary: z.string().default('') });

/** The token's admin may not do this. */
const NO_PERMISSION = 'E0000006';
const NOT_FOUND = 'E0000007';

/** Reads a 4xx of Okta's API by its `errorCode`. */
export const oktaRefusal = ({ status, json }: JsonAnswer, scope: string): Refusal => {
  if (status === 401) return { kind: 'token-refused' };
  const parsed = errorSchema.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable' };
  const { errorCode, errorSummary } = parsed.data;
  if (errorCode === NO_PERMISSION) return { kind: 'not-granted', scope };
  if (errorCode === NOT_FOUND) return { kind: 'gone' };
  return { kind: 'refused', code: errorCode, reason: withoutAddresses(errorSummary) };
};
