import type { Operation } from '../../../shared/contracts/api/operation.ts';
import { getHealth, getOpenApi } from '../../../shared/contracts/api/service.ts';
import { type ApiRoute, openRoute } from '../api-route.ts';

/** Routes that anybody may ask; the document is generated when it is first asked for. */
export const serviceRoutes = (loadOperations: () => Promise<readonly Operation[]>): readonly ApiRoute[] => [
  openRoute(getHealth, () => Promise.resolve({ status: 'ok' as const })),
  openRoute(getOpenApi, async ({ settings }) => {
    const { openApiDocument } = await import('../../../shared/contracts/api/openapi.ts');
    return { ...openApiDocument(await loadOperations(), settings.publicOrigin) };
  }),
];
