import {
  issueTokenOperation,
  listUserTokens,
  revokeTokenOperation,
} from '../../../shared/contracts/api/tokens.ts';
import { issueToken } from '../../../shared/use-cases/tokens/issue-token.ts';
import { listTokens } from '../../../shared/use-cases/tokens/list-tokens.ts';
import { revokeToken } from '../../../shared/use-cases/tokens/revoke-token.ts';
import { loadUser } from '../../../shared/use-cases/users/find-user.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shownToken, tokenPage } from '../shown-token.ts';

export const tokenRoutes: readonly ApiRoute[] = [
  listRoute(listUserTokens, async ({ deps }, { params }, page) => {
    await loadUser(deps, params.userId);
    return tokenPage(deps, await listTokens(deps, params.userId, page));
  }),
  route(issueTokenOperation, async ({ deps, caller }, { params, body }) => {
    const issued = await issueToken(deps, caller, { ...params, ...body });
    return { ...(await shownToken(deps, issued.record)), token: issued.token };
  }),
  route(revokeTokenOperation, async ({ deps, caller }, { params }) => {
    await revokeToken(deps, caller, params);
  }),
];
