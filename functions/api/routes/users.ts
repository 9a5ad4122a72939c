import {
  changeUserOperation,
  createUserOperation,
  deleteUserOperation,
  getUser,
  listUsersOperation,
} from '../../../shared/contracts/api/users.ts';
import { changeUser } from '../../../shared/use-cases/users/change-user.ts';
import { createUser } from '../../../shared/use-cases/users/create-user.ts';
import { deleteUser } from '../../../shared/use-cases/users/delete-user.ts';
import { loadUser } from '../../../shared/use-cases/users/find-user.ts';
import { listUsers } from '../../../shared/use-cases/users/list-users.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shownUser, shownUsers } from '../shown-user.ts';

export const userRoutes: readonly ApiRoute[] = [
  listRoute(listUsersOperation, async ({ deps }, { query }, page) => {
    const { items, next } = await listUsers(deps, query, page);
    return { items: await shownUsers(deps, items), next };
  }),
  route(createUserOperation, async ({ deps, caller }, { body }) => {
    const { email, userName = email, externalId = null, role } = body;
    const user = await createUser(deps, caller, { email, userName, externalId, role, source: 'api' });
    return shownUser(deps, user);
  }),
  route(getUser, async ({ deps }, { params }) => shownUser(deps, await loadUser(deps, params.userId))),
  route(changeUserOperation, async ({ deps, caller }, { params, body, expectedVersion }) =>
    shownUser(deps, await changeUser(deps, caller, { ...params, ...body, expectedVersion })),
  ),
  route(deleteUserOperation, ({ deps, caller }, { params, expectedVersion }) =>
    deleteUser(deps, caller, { ...params, expectedVersion }),
  ),
];
