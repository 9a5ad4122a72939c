import {
  issueScimTokenOperation,
  listScimTokensOperation,
  revokeScimTokenOperation,
} from '../../../shared/contracts/api/scim-tokens.ts';
import { issueScimToken } from '../../../shared/use-cases/scim-tokens/issue-scim-token.ts';
import { listScimTokens } from '../../../shared/use-cases/scim-tokens/list-scim-tokens.ts';
import { revokeScimToken } from '../../../shared/use-cases/tokens/revoke-token.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shownToken, tokenPage } from '../shown-token.ts';

export const scimTokenRoutes: readonly ApiRoute[] = [
  listRoute(listScimTokensOperation, async ({ deps }, _, page) =>
    tokenPage(deps, await listScimTokens(deps, page)),
  ),
  route(issueScimTokenOperation, async ({ deps, caller }, { body }) => {
    const issued = await issueScimToken(deps, caller, body);
    return { ...(await shownToken(deps, issued.record)), token: issued.token };
  }),
  route(revokeScimTokenOperation, async ({ deps, caller }, { params }) => {
    await revokeScimToken(deps, caller, params.tokenId);
  }),
];
