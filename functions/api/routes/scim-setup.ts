import { getScimSetup } from '../../../shared/contracts/api/scim-setup.ts';
import { readScimSetup } from '../../../shared/use-cases/scim-tokens/read-setup.ts';
import { type ApiRoute, route } from '../api-route.ts';
import { shownTokens } from '../shown-token.ts';

export const scimSetupRoutes: readonly ApiRoute[] = [
  route(getScimSetup, async ({ deps }) => {
    const { tokens, ...values } = await readScimSetup(deps, deps.settings);
    return { ...values, tokens: await shownTokens(deps, tokens) };
  }),
];
