import { SCIM_BASE_PATH } from '../../shared/contracts/scim/urns.ts';
import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import type { Authenticate } from '../../shared/runtime/authentication.ts';
import type { Method, Route } from '../../shared/runtime/route.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';
import { discoveryRoutes } from './discovery-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { type ScimRoute, authenticated } from './scim-route.ts';
import { userRoutes } from './user-routes.ts';

/** What the standard has and we do not: it is said so, and not that nothing is there (RFC 7644 §3.12). */
const unsupported = (method: Method, path: string): ScimRoute => ({
  method,
  path: `${SCIM_BASE_PATH}${path}`,
  answer: () => {
    throw new HttpProblem(501, 'not-implemented', `${path} is not supported.`);
  },
});

export interface ScimDependencies extends Basics {
  readonly settings: { readonly publicOrigin: string };
  readonly authenticate: Authenticate;
}

/** Every route of the SCIM service. */
export const scimRoutes = ({ authenticate, settings, ...basics }: ScimDependencies): Route[] => {
  const context = { ...basics, base: `${settings.publicOrigin}${SCIM_BASE_PATH}` };
  return [
    ...userRoutes(context),
    ...groupRoutes(context),
    ...discoveryRoutes(context),
    unsupported('POST', '/Bulk'),
    ...['/.search', '/Users/.search', '/Groups/.search'].map((path) => unsupported('POST', path)),
    unsupported('GET', '/Me'),
  ].map(authenticated(authenticate));
};
