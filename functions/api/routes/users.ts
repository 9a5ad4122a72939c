import {
  changeUserOperation,
  createUserOperation,
  getUser,
  listUsers,
} from '../../../shared/contracts/api/users.ts';
import { users } from '../../../shared/records/access.ts';
import { changeUser } from '../../../shared/use-cases/users/change-user.ts';
import { createUser } from '../../../shared/use-cases/users/create-user.ts';
import { loadUser } from '../../../shared/use-cases/users/find-user.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { recordPage } from '../record-page.ts';

export const userRoutes: readonly ApiRoute[] = [
  listRoute(listUsers, ({ deps }, _, page) => recordPage(deps.store, users, {}, page)),
  route(createUserOperation, ({ deps, caller }, { body }) =>
    createUser(deps, caller, {
      email: body.email,
      userName: body.userName ?? body.email,
      externalId: body.externalId ?? null,
      role: body.role,
      source: 'api',
    }),
  ),
  route(getUser, ({ deps }, { params }) => loadUser(deps, params.userId)),
  route(changeUserOperation, ({ deps, caller }, { params, body, expectedVersion }) =>
    changeUser(deps, caller, { ...params, ...body, expectedVersion }),
  ),
];
