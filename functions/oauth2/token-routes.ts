import { SCOPE_TEXT } from '../../shared/domain/scope-request.ts';
import { TooManyRequestsError } from '../../shared/errors.ts';
import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import type { Route } from '../../shared/runtime/route.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';
import { issueAccessToken } from '../../shared/use-cases/program-clients/issue-access-token.ts';
import { readTokenRequest } from './token-request.ts';

/** RFC 6749 §5.2 asks for the scheme that clients prove themselves by. */
const CHALLENGE = { 'www-authenticate': 'Basic realm="seatkeeper", charset="UTF-8"' };

/** The token endpoint of the organization's programs (RFC 6749 §3.2). */
export const tokenRoutes = (deps: Basics): Route[] => [
  {
    method: 'POST',
    path: '/oauth2/token',
    handle: async (request) => {
      const { client, scope } = readTokenRequest(request);
      const answer = await issueAccessToken(deps, {
        credentials: client.kind === 'sent' ? client.credentials : null,
        scope,
        from: request.from,
      });
      switch (answer.kind) {
        case 'issued':
          return {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              access_token: answer.accessToken,
              token_type: 'Bearer',
              expires_in: answer.expiresInSeconds,
              scope: SCOPE_TEXT[answer.scope],
            }),
          };
        case 'invalid-client': {
          const reason = client.kind === 'none' ? client.reason : 'There is no such client with this secret.';
          throw new HttpProblem(401, 'invalid_client', reason, CHALLENGE);
        }
        case 'invalid-scope':
          throw new HttpProblem(
            400,
            'invalid_scope',
            `This client may have no more than: ${SCOPE_TEXT[answer.widest]}.`,
          );
        case 'too-many':
          throw new TooManyRequestsError(
            'Too many failed attempts from your network. Wait before the next one.',
            answer.retryAfterSeconds,
          );
      }
    },
  },
];
