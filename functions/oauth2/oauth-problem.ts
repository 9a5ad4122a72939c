import type { HttpResponse } from '../../shared/runtime/http.ts';
import type { Problem } from '../../shared/runtime/http-problem.ts';

/** Error codes of a token endpoint (RFC 6749 §5.2) that this one uses. */
const CODES: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** The code of an error: its own, or for those that are not about the grant the nearest that RFC 6749 has (§4.1.2.1 for the last two). */
const codeOf = ({ status, code }: Problem): string => {
  if (CODES.has(code)) return code;
  if (status >= 500) return 'server_error';
  return status === 429 ? 'temporarily_unavailable' : 'invalid_request';
};

/** The characters that a description may hold (RFC 6749 §5.2): printable ASCII without `"` and `\`. */
const described = (text: string): string =>
  text.replaceAll('’', "'").replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');

/** A problem as programs that ask for a token know it: an error of RFC 6749 §5.2 as JSON. */
export const oauthProblem = (problem: Problem, requestId: string): HttpResponse => {
  const { status, detail } = problem;
  const description = status >= 500 ? `${detail} It is ${requestId}.` : detail;
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: codeOf(problem), error_description: described(description) }),
  };
};
