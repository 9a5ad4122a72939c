import { getMe, listOwnTokens, revokeOwnToken } from '../../../shared/contracts/api/me.ts';
import { ROLE_NAMES, isBuiltInRole } from '../../../shared/domain/role.ts';
import { applications } from '../../../shared/records/applications.ts';
import { type Asker, type UserAsker, userAsking } from '../../../shared/runtime/identity.ts';
import { listTokens } from '../../../shared/use-cases/tokens/list-tokens.ts';
import { revokeToken } from '../../../shared/use-cases/tokens/revoke-token.ts';
import type { ApiContext } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shownToken, tokenPage } from '../shown-token.ts';

const roleOf = ({ user: { role }, customRole }: UserAsker) => ({
  name: isBuiltInRole(role) ? ROLE_NAMES[role] : (customRole?.name ?? 'A role that was deleted'),
  custom: customRole,
});

const restrictedTo = async ({ deps, rights: { restriction } }: ApiContext) => {
  if (restriction.kind === 'none') return null;
  const { applicationIds } = restriction;
  const found = await deps.store.getMany(
    applications,
    applicationIds.map((applicationId) => ({ applicationId })),
  );
  return applicationIds.map((applicationId, index) => ({ applicationId, name: found[index]?.name ?? null }));
};

const tokenOf = (asker: Asker) => {
  if (asker.kind !== 'user') return asker.token;
  return asker.via.kind === 'token' ? asker.via.token : null;
};

const sessionOf = (asker: Asker) =>
  asker.kind === 'user' && asker.via.kind === 'session'
    ? { expiresAt: asker.via.session.expiresAt, csrfToken: asker.via.csrfToken }
    : null;

const clientOf = (asker: Asker) => {
  if (asker.kind !== 'client') return null;
  const { clientId, name, scope } = asker.client;
  return { clientId, name, scope };
};

export const meRoutes: readonly ApiRoute[] = [
  route(getMe, async (context) => {
    const { asker, rights, deps } = context;
    const token = tokenOf(asker);
    return {
      user: asker.kind === 'user' ? asker.user : null,
      role: asker.kind === 'user' ? roleOf(asker) : null,
      restrictedTo: await restrictedTo(context),
      permissions: [...rights.permissions],
      token: token === null ? null : await shownToken(deps, token),
      session: sessionOf(asker),
      client: clientOf(asker),
    };
  }),
  listRoute(listOwnTokens, async (context, _, page) => {
    const { user } = userAsking(context);
    return tokenPage(context.deps, await listTokens(context.deps, user.userId, page));
  }),
  route(revokeOwnToken, async (context, { params }) => {
    const { userId } = userAsking(context).user;
    await revokeToken(context.deps, context.caller, { userId, tokenId: params.tokenId });
  }),
];
