import {
  changeRoleOperation,
  createRoleOperation,
  deleteRoleOperation,
  getRole,
  listRolesOperation,
} from '../../../shared/contracts/api/roles.ts';
import { changeRole } from '../../../shared/use-cases/roles/change-role.ts';
import { createRole } from '../../../shared/use-cases/roles/create-role.ts';
import { deleteRole } from '../../../shared/use-cases/roles/delete-role.ts';
import { listRoles, readRole } from '../../../shared/use-cases/roles/read-roles.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';

export const roleRoutes: readonly ApiRoute[] = [
  listRoute(listRolesOperation, ({ deps }, _, page) => listRoles(deps, page)),
  route(createRoleOperation, async ({ deps, caller }, { body }) => {
    const { roleId } = await createRole(deps, caller, body);
    return readRole(deps, roleId);
  }),
  route(getRole, ({ deps }, { params }) => readRole(deps, params.roleId)),
  route(changeRoleOperation, async ({ deps, caller }, { params, body, expectedVersion }) => {
    const { roleId } = await changeRole(deps, caller, { ...params, ...body, expectedVersion });
    return readRole(deps, roleId);
  }),
  route(deleteRoleOperation, ({ deps, caller }, { params, expectedVersion }) =>
    deleteRole(deps, caller, { ...params, expectedVersion }),
  ),
];
