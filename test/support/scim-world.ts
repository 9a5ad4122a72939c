import { scimDependencies } from '../../functions/scim/scim-dependencies.ts';
import { scimProblem } from '../../functions/scim/scim-problem.ts';
import { scimRoutes } from '../../functions/scim/scim-routes.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { issueScimToken } from '../../shared/use-cases/scim-tokens/issue-scim-token.ts';
import { type ScimCall, jsonOf } from '../scim/scim-call.ts';
import { DEPLOY, SETTINGS, apiWorld } from './api-world.ts';
import { capturedLog } from './captured-log.ts';
import { ORIGIN_SECRET, lambdaContext, scimEvent } from './http-event.ts';

/** The whole HTTP API on the memory twins, and beside it the SCIM service with a token for it. */
export const scimWorld = async (...made: Parameters<typeof apiWorld>) => {
  const world = apiWorld(...made);
  const { log, lines } = capturedLog();
  const entry = httpEntry({
    family: 'scim',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    later: scimRoutes(scimDependencies(SETTINGS, world.deps)),
    renderError: scimProblem,
    log,
  });

  /** Asks the service as API Gateway does. */
  const callWith =
    (authorization: string | undefined): ScimCall =>
    async (method, target, { body, headers = {}, text } = {}) => {
      const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
      const known = authorization === undefined ? {} : { authorization };
      const result = await entry(scimEvent(method, target, { ...known, ...headers }, sent), lambdaContext());
      const answered = result.body ?? '';
      return {
        status: result.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
        text: answered,
        json: jsonOf(answered),
      };
    };

  const { token } = await issueScimToken(world.deps, DEPLOY, { name: 'scim', expiresInDays: 30 });
  return { ...world, lines, token, callWith, call: callWith(`Bearer ${token}`) };
};
