import { getOwnAlerts } from '../../../shared/contracts/api/alerts.ts';
import { getMe, listOwnTokens, revokeOwnToken } from '../../../shared/contracts/api/me.ts';
import { getSupportContact } from '../../../shared/contracts/api/organization.ts';
import { PERMISSIONS } from '../../../shared/domain/permission.ts';
import { may } from '../../../shared/domain/rights.ts';
import { ROLE_NAMES, isBuiltInRole } from '../../../shared/domain/role.ts';
import { applications } from '../../../shared/records/applications.ts';
import { type Asker, type UserAsker, userAsking } from '../../../shared/runtime/identity.ts';
import { listTokens } from '../../../shared/use-cases/tokens/list-tokens.ts';
import { revokeToken } from '../../../shared/use-cases/tokens/revoke-token.ts';
import type { ApiContext } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shownToken, tokenPage } from '../shown-token.ts';
import { shownUser } from '../shown-user.ts';

const roleOf = ({ user: { role }, customRole }: UserAsker) =>
  isBuiltInRole(role)
    ? { name: ROLE_NAMES[role], level: role, custom: null }
    : {
        name: customRole?.name ?? 'A role that was deleted',
        level: customRole?.level ?? null,
        custom: customRole,
      };

const restrictedTo = async ({ deps, rights: { restriction } }: ApiContext) => {
  if (restriction.kind === 'none') return null;
  const { applicationIds } = restriction;
  const found = await deps.store.getMany(
    applications,
    applicationIds.map((applicationId) => ({ applicationId })),
  );
  return applicationIds.map((applicationId, index) => ({ applicationId, name: found[index]?.name ?? null }));
};

/** Where the rest of what is one's own is. */
const LINKS = {
  alerts: getOwnAlerts.path,
  tokens: listOwnTokens.path,
  supportContact: getSupportContact.path,
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
      user: asker.kind === 'user' ? await shownUser(deps, asker.user) : null,
      role: asker.kind === 'user' ? roleOf(asker) : null,
      restrictedTo: await restrictedTo(context),
      permissions: PERMISSIONS.filter((permission) => may(rights, permission)),
      token: token === null ? null : await shownToken(deps, token),
      session: sessionOf(asker),
      client: clientOf(asker),
      links: asker.kind === 'user' ? LINKS : null,
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
