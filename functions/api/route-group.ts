import type { ApiRoute } from './api-route.ts';

/** Routes that are loaded together, with the first request for one of their paths, and with them what they alone need. */
export interface RouteGroup {
  readonly paths: readonly string[];
  readonly load: () => Promise<readonly ApiRoute[]>;
}
