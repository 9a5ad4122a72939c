import { z } from 'zod';
import { cutPage } from './paging.ts';
import { json, type Reply } from './reply.ts';
import type { RestCall, RestRoute } from './route.ts';
import { basicCount, findUser, licensedCount, type ZoomUser } from './tenant.ts';
import { userDetail, userRow } from './user-view.ts';
import { vendorError } from './vendor-errors.ts';

const statusSchema = z.enum(['active', 'inactive', 'pending']).default('active');

function listUsers(call: RestCall): Reply {
  const { tenant, url, effect } = call;
  const status = statusSchema.safeParse(url.searchParams.get('status') ?? undefined);
  if (!status.success) return vendorError('invalid-parameter', 'Invalid field: status.');
  if (effect?.kind === 'user-moved') {
    const moved = findUser(tenant, effect.email);
    if (moved !== undefined) {
      const others = tenant.users.filter((user) => user !== moved);
      tenant.users = effect.to === 'first' ? [moved, ...others] : [...others, moved];
    }
  }
  const roleId = url.searchParams.get('role_id');
  const rows = tenant.users.filter(
    (user) => user.status === status.data && !user.unlisted && (roleId === null || user.roleId === roleId),
  );
  const page = cutPage(call, rows);
  if ('status' in page) return page;
  return json(200, {
    page_count: page.count,
    page_number: page.number,
    page_size: page.size,
    total_records: rows.length,
    next_page_token: page.nextToken,
    users: page.rows.map((user) => userRow(call, user)),
  });
}

/** The user that `:userId` names: an id, an address, or `me` for the one who consented. */
export function userOf(call: RestCall): ZoomUser | undefined {
  const key = call.params.get('userId') ?? '';
  return key === 'me' ? call.caller : findUser(call.tenant, key);
}

export function noSuchUser(call: RestCall): Reply {
  return vendorError('no-such-user', call.params.get('userId') ?? '');
}

function readUser(call: RestCall): Reply {
  const user = userOf(call);
  return user === undefined ? noSuchUser(call) : json(200, userDetail(call, call.tenant, user));
}

function summary({ tenant }: RestCall): Reply {
  const count = (isMeant: (user: ZoomUser) => boolean): number => tenant.users.filter(isMeant).length;
  return json(200, {
    licensed_users_count: licensedCount(tenant),
    basic_users_count: basicCount(tenant),
    on_prem_users_count: count(({ type }) => type === 3),
    room_users_count: count(({ room }) => room),
    pending_users_count: count(({ status }) => status === 'pending'),
    join_only_users_count: 0,
    total_users_count: tenant.users.length,
  });
}

export const USER_READ_ROUTES = [
  {
    method: 'GET',
    path: '/v2/users',
    label: 'Medium',
    scopes: ['user:read:list_users:admin', 'user:read:admin'],
    handle: listUsers,
  },
  {
    method: 'GET',
    path: '/v2/users/summary',
    label: 'Medium',
    scopes: ['user:read:summary:admin', 'user:read:admin'],
    handle: summary,
  },
  {
    method: 'GET',
    path: '/v2/users/:userId',
    label: 'Light',
    scopes: ['user:read:user:admin', 'user:read:admin'],
    handle: readUser,
  },
] as const satisfies readonly RestRoute[];
