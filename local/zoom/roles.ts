import { cutPage } from './paging.ts';
import { json, type Reply } from './reply.ts';
import type { RestCall, RestRoute } from './route.ts';
import { vendorError } from './vendor-errors.ts';

function membersOf({ tenant }: RestCall, roleId: string) {
  return tenant.users.filter((user) => user.roleId === roleId && user.status !== 'pending');
}

function listRoles(call: RestCall): Reply {
  const { roles } = call.tenant;
  return json(200, {
    total_records: roles.length,
    roles: roles.map((role) => ({ ...role, total_members: membersOf(call, role.id).length })),
  });
}

function listMembers(call: RestCall): Reply {
  const roleId = call.params.get('roleId') ?? '';
  if (!call.tenant.roles.some(({ id }) => id === roleId)) return vendorError('role-not-found', roleId);
  const members = membersOf(call, roleId);
  const page = cutPage(call, members);
  if ('status' in page) return page;
  return json(200, {
    page_count: page.count,
    page_number: page.number,
    page_size: page.size,
    total_records: members.length,
    next_page_token: page.nextToken,
    members: page.rows.map((user) => ({
      id: user.id,
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      type: user.type,
      department: user.department,
    })),
  });
}

export const ROLE_ROUTES = [
  {
    method: 'GET',
    path: '/v2/roles',
    label: 'Medium',
    scopes: ['role:read:list_roles:admin', 'role:read:admin'],
    handle: listRoles,
  },
  {
    method: 'GET',
    path: '/v2/roles/:roleId/members',
    label: 'Medium',
    scopes: ['role:read:list_members:admin', 'role:read:admin'],
    handle: listMembers,
  },
] as const satisfies readonly RestRoute[];
