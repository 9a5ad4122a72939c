import { z } from 'zod';
import type { Reply } from '../stand-in/reply.ts';
import { valueOf } from './attributes.ts';
import { parseFilter } from './filter.ts';
import type { ScimCall, ScimRoute } from './route.ts';
import { scimError, scimJson } from './scim-reply.ts';
import type { ScimUser } from './tenant.ts';
import { userResource, versionOf } from './user-view.ts';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

const wholeNumber = z.coerce.number().int();

/** Everybody the tenant lists at all, in the order of this call. */
function listed({ tenant }: ScimCall): readonly ScimUser[] {
  const { listed: which, order, listedAtMost } = tenant.quirks;
  const known = tenant.users.filter(
    ({ bound, attributes }) =>
      which === 'all' || (which === 'bound' ? bound : valueOf(attributes, 'active') !== false),
  );
  const first = order === 'shifting' && known.length > 0 ? tenant.lists % known.length : 0;
  tenant.lists += 1;
  return [...known.slice(first), ...known.slice(0, first)].slice(0, listedAtMost ?? known.length);
}

function filtered(call: ScimCall): readonly ScimUser[] | Reply {
  const { quirks } = call.tenant;
  const users = listed(call);
  const text = call.url.searchParams.get('filter');
  if (text === null || quirks.filter === 'ignored') return users;
  const filter = quirks.filter === 'refused' ? undefined : parseFilter(text);
  if (filter === undefined) return scimError(quirks, 400, 'The filter is not supported.', 'invalidFilter');
  const found = users.filter(({ id, attributes }) => filter({ id, ...attributes }));
  return found.length === 0 && quirks.filter === 'not-found'
    ? scimError(quirks, 404, 'No user was found.')
    : found;
}

function counts(
  call: ScimCall,
  all: number,
  shown: number,
  asked: number,
): Readonly<Record<string, unknown>> {
  const { totalResults, itemsPerPage } = call.tenant.quirks;
  const total = totalResults === 'page' ? shown : all;
  return {
    ...(totalResults === 'missing'
      ? {}
      : { totalResults: totalResults === 'string' ? String(total) : total }),
    ...(itemsPerPage === 'missing' ? {} : { itemsPerPage: itemsPerPage === 'asked' ? asked : shown }),
  };
}

/** A page by cursor: RFC 9865 §2. A cursor is where the page starts, in a form that says nothing to others. */
function listFromCursor(call: ScimCall, users: readonly ScimUser[], cursor: string, size: number): Reply {
  const { tenant, base } = call;
  const { quirks } = tenant;
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Number.isInteger(start) || start < 0)
    return scimError(quirks, 400, 'The cursor is not one of ours.', 'invalidCursor');
  const page = users.slice(start, start + size);
  const isLast = start + size >= users.length;
  return scimJson(quirks, 200, {
    schemas: [LIST_SCHEMA],
    ...counts(call, users.length, page.length, size),
    ...(isLast ? {} : { nextCursor: Buffer.from(String(start + size)).toString('base64url') }),
    Resources: page.map((user) => userResource(user, tenant, base)),
  });
}

function listUsers(call: ScimCall): Reply {
  const { tenant, url, base, effect } = call;
  const { quirks } = tenant;
  const from = wholeNumber.safeParse(url.searchParams.get('startIndex') ?? 1);
  const count = wholeNumber.safeParse(url.searchParams.get('count') ?? quirks.maxPageSize);
  if (!from.success || !count.success)
    return scimError(quirks, 400, 'startIndex and count are whole numbers.', 'invalidValue');
  const users = filtered(call);
  if ('status' in users) return users;
  const size =
    quirks.count === 'ignored' ? quirks.maxPageSize : Math.min(Math.max(0, count.data), quirks.maxPageSize);
  const cursor = quirks.cursors === 'supported' ? url.searchParams.get('cursor') : null;
  if (cursor !== null) return listFromCursor(call, users, cursor, size);
  const counted = Math.max(1, from.data + 1 - (url.searchParams.has('startIndex') ? quirks.firstIndex : 1));
  const asked = quirks.startIndex === 'ignored' ? 1 : counted;
  const start = effect?.kind === 'page-repeated' ? Math.max(1, asked - size) : asked;
  const page = users.slice(start - 1, start - 1 + size);
  return scimJson(quirks, 200, {
    schemas: [LIST_SCHEMA],
    ...counts(call, users.length, page.length, Math.max(0, count.data)),
    startIndex: asked,
    Resources: page.map((user) => userResource(user, tenant, base)),
  });
}

function readUser({ tenant, base, user, ifNoneMatch }: ScimCall): Reply {
  const { quirks } = tenant;
  if (user === undefined) return scimError(quirks, 404, 'The user was not found.');
  const headers = quirks.etag === 'none' ? {} : { etag: versionOf(user) };
  if (quirks.etag !== 'none' && ifNoneMatch === versionOf(user)) return { status: 304, headers, body: '' };
  return scimJson(quirks, 200, userResource(user, tenant, base), headers);
}

export const READ_ROUTES: readonly ScimRoute[] = [
  { method: 'GET', path: '/Users', handle: listUsers },
  { method: 'GET', path: '/Users/:userId', handle: readUser },
];
