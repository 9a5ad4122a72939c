import type { JsonObject } from '../../shared/contracts/scim/json.ts';
import type { Authenticate } from '../../shared/runtime/authentication.ts';
import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Method, Route } from '../../shared/runtime/route.ts';
import type { Basics, Caller } from '../../shared/use-cases/dependencies.ts';
import { SCIM_MEDIA_TYPE, asProblem } from './scim-problem.ts';

/** What routes of SCIM work with. */
export interface ScimContext extends Basics {
  /** Where the service is, without a slash at the end. */
  readonly base: string;
}

/** A route that answers who has a token for SCIM. */
export interface ScimRoute {
  readonly method: Method;
  readonly path: string;
  readonly answer: (request: HttpRequest, caller: Caller) => Promise<HttpResponse>;
}

/** An answer with a document of SCIM. */
export const scimJson = (
  status: number,
  document: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { 'content-type': SCIM_MEDIA_TYPE, ...headers },
  body: JSON.stringify(document),
});

/** A route as the entry takes it: the token is looked at first, and refusals of the protocol become problems. */
export const authenticated =
  (authenticate: Authenticate) =>
  ({ method, path, answer }: ScimRoute): Route => ({
    method,
    path,
    handle: async (request) => {
      const { caller } = await authenticate(request, {
        permission: null,
        access: method === 'GET' ? 'read' : 'write',
        door: 'scim',
        attempted: `${method} ${path}`,
      });
      try {
        return await answer(request, caller);
      } catch (error) {
        throw asProblem(error);
      }
    },
  });
