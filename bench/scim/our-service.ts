import { scimDependencies } from '../../functions/scim/scim-dependencies.ts';
import { scimProblem } from '../../functions/scim/scim-problem.ts';
import { scimRoutes } from '../../functions/scim/scim-routes.ts';
import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { issueScimToken } from '../../shared/use-cases/scim-tokens/issue-scim-token.ts';
import { ORIGIN_SECRET, lambdaContext, scimEvent } from '../../test/support/http-event.ts';
import type { Service } from './service.ts';

/** Our function's entry as it is deployed, over the twin of its table in memory. */
export const ourService = async (): Promise<Service> => {
  const basics = { ...fixedSurroundings(), store: new MemoryRecordStore() };
  const entry = httpEntry({
    family: 'scim',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    later: scimRoutes(scimDependencies({ publicOrigin: 'https://seatkeeper.test' }, basics)),
    renderError: scimProblem,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const maker = { actor: { kind: 'system', name: 'deploy' } } as const;
  const { token } = await issueScimToken(basics, maker, { name: 'bench', expiresInDays: 1 });
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7, 198.51.100.1' };
  const context = lambdaContext();
  return async (method, path, body) => {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const { body: answered = '' } = await entry(scimEvent(method, path, headers, sent), context);
    return answered;
  };
};
