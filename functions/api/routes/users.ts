import {
  changeUserOperation,
  createUserOperation,
  getMe,
  getUser,
  issueTokenOperation,
  listOwnTokens,
  listUserTokens,
  listUsers,
  revokeOwnToken,
  revokeTokenOperation,
} from '../../../shared/contracts/api/users.ts';
import { PERMISSION_TABLE } from '../../../shared/domain/permission.ts';
import type { ApiToken } from '../../../shared/domain/user.ts';
import { users } from '../../../shared/records/access.ts';
import { issueToken } from '../../../shared/use-cases/tokens/issue-token.ts';
import { listTokens } from '../../../shared/use-cases/tokens/list-tokens.ts';
import { revokeToken } from '../../../shared/use-cases/tokens/revoke-token.ts';
import { changeUser } from '../../../shared/use-cases/users/change-user.ts';
import { createUser } from '../../../shared/use-cases/users/create-user.ts';
import { loadUser } from '../../../shared/use-cases/users/find-user.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { recordPage } from '../record-page.ts';

/** A token as shown: everything but its hash. */
const shown = ({ tokenId, userId, name, scope, createdAt, expiresAt, revokedAt }: ApiToken) => ({
  tokenId,
  userId,
  name,
  scope,
  createdAt,
  expiresAt,
  revokedAt,
});

const tokenPage = (page: { readonly items: readonly ApiToken[]; readonly next: string | null }) => ({
  items: page.items.map(shown),
  next: page.next,
});

export const userRoutes: readonly ApiRoute[] = [
  route(getMe, ({ user, token }) =>
    Promise.resolve({ user, token: shown(token), permissions: [...PERMISSION_TABLE[user.role]] }),
  ),
  listRoute(listOwnTokens, async ({ deps, user }, _, page) =>
    tokenPage(await listTokens(deps, user.userId, page)),
  ),
  route(revokeOwnToken, async ({ deps, caller, user }, { params }) => {
    await revokeToken(deps, caller, { userId: user.userId, tokenId: params.tokenId });
  }),
  listRoute(listUsers, ({ deps }, _, page) => recordPage(deps.store, users, {}, page)),
  route(createUserOperation, ({ deps, caller }, { body }) =>
    createUser(deps, caller, { ...body, source: 'api' }),
  ),
  route(getUser, ({ deps }, { params }) => loadUser(deps, params.userId)),
  route(changeUserOperation, ({ deps, caller }, { params, body, expectedVersion }) =>
    changeUser(deps, caller, { ...params, ...body, expectedVersion }),
  ),
  listRoute(listUserTokens, async ({ deps }, { params }, page) => {
    await loadUser(deps, params.userId);
    return tokenPage(await listTokens(deps, params.userId, page));
  }),
  route(issueTokenOperation, async ({ deps, caller }, { params, body }) => {
    const issued = await issueToken(deps, caller, { ...params, ...body });
    return { ...shown(issued.record), token: issued.token };
  }),
  route(revokeTokenOperation, async ({ deps, caller }, { params }) => {
    await revokeToken(deps, caller, params);
  }),
];
