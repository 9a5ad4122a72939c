import { SCIM_BASE_PATH } from '../../shared/contracts/scim/urns.ts';
import type { Authenticate } from '../../shared/runtime/authentication.ts';
import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import type { LaterRoutes, Method, Route } from '../../shared/runtime/route.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';
import { type ScimRoute, authenticated } from './scim-route.ts';

/** What the standard has and we do not: it is said so, and not that nothing is there (RFC 7644 §3.12). */
const unsupported = (method: Method, path: string): ScimRoute => ({
  method,
  path: `${SCIM_BASE_PATH}${path}`,
  answer: () => {
    throw new HttpProblem(501, 'not-implemented', `${path} is not supported.`);
  },
});

const UNSUPPORTED: readonly ScimRoute[] = [
  unsupported('POST', '/Bulk'),
  ...['/.search', '/Users/.search', '/Groups/.search'].map((path) => unsupported('POST', path)),
  unsupported('GET', '/Me'),
];

export interface ScimDependencies extends Basics {
  readonly settings: { readonly publicOrigin: string };
  readonly authenticate: Authenticate;
}

/** Every route of the SCIM service; those of users, those of groups and what it says of itself are each loaded when asked for. */
export const scimRoutes = ({ authenticate, settings, ...basics }: ScimDependencies): LaterRoutes[] => {
  const context = { ...basics, base: `${settings.publicOrigin}${SCIM_BASE_PATH}` };
  const later = (paths: readonly string[], load: () => Promise<readonly ScimRoute[]>): LaterRoutes => {
    let loaded: Promise<Route[]> | undefined;
    const routes = async () => (await load()).map(authenticated(authenticate));
    return { paths: paths.map((path) => `${SCIM_BASE_PATH}${path}`), load: () => (loaded ??= routes()) };
  };
  return [
    later(['/Users', '/Users/{id}'], async () => (await import('./user-routes.ts')).userRoutes(context)),
    later(['/Groups', '/Groups/{id}'], async () => (await import('./group-routes.ts')).groupRoutes(context)),
    later(
      ['/ServiceProviderConfig', '/ResourceTypes', '/ResourceTypes/{id}', '/Schemas', '/Schemas/{id}'],
      async () => (await import('./discovery-routes.ts')).discoveryRoutes(context),
    ),
    later(['/Bulk', '/.search', '/Users/.search', '/Groups/.search', '/Me'], () =>
      Promise.resolve(UNSUPPORTED),
    ),
  ];
};
