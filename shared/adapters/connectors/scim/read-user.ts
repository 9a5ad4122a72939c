import type { VendorResult } from '../../../ports/connector.ts';
import { type BoundScim, userPath } from './bound-scim.ts';
import { readListPage } from './list-page.ts';
import { NOT_THE_PROVIDERS, SCIM_READ } from './refusals.ts';
import { type ScimUser, attributeOf, isAttributes, textOf, wholeUserSchema } from './resource.ts';

/** A user as read just now, with the version of it (RFC 7644 §3.14); null where the provider has no versions. */
export interface ReadUser {
  readonly user: ScimUser;
  readonly version: string | null;
}

/**
 * Reads one user: GET /Users/{id}. A 404 that is not the provider's own may be a proxy's: the user is gone only where the list still
 * answers. A user under another id is never taken for the one that was asked for.
 */
export const readUser = async (bound: BoundScim, id: string): Promise<VendorResult<ReadUser>> => {
  const result = await bound.sendForAnswer({
    method: 'GET',
    path: userPath(bound, id),
    mediaType: bound.dialect.mediaType,
    label: 'read',
    effect: 'read',
    scope: SCIM_READ,
    schema: wholeUserSchema,
  });
  if (result.kind === 'refused' && result.code === NOT_THE_PROVIDERS) {
    const list = await readListPage(bound, {}, 1);
    return list.kind === 'ok' ? { kind: 'gone' } : list;
  }
  if (result.kind !== 'ok') return result;
  const { body: user, headers } = result.value;
  if (user.id !== id)
    return { kind: 'refused', code: 'another-account', reason: 'The vendor answered with another account.' };
  const meta = attributeOf(user.attributes, 'meta');
  const version = headers.get('etag') ?? (isAttributes(meta) ? textOf(attributeOf(meta, 'version')) : null);
  return { kind: 'ok', value: { user, version } };
};
