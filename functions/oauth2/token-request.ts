import { TooLargeError, UnsupportedMediaTypeError } from '../../shared/errors.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import { HttpProblem } from '../../shared/runtime/http-problem.ts';
import { type SentCredentials, readCredentials } from './client-credentials.ts';

/** Four parameters of some hundred characters are far below. */
const MAX_BYTES = 8_192;

/** What a program asks, as far as it can be read. */
export interface TokenRequest {
  readonly client: SentCredentials;
  readonly scope: string | null;
}

const OURS = ['grant_type', 'scope', 'client_id', 'client_secret'] as const;

const invalid = (detail: string) => new HttpProblem(400, 'invalid_request', detail);

/** The parameters of the body: each at most once, and one without a value is as if it were not sent (RFC 6749 §3.2). */
const readForm = ({ headers, body }: HttpRequest): ReadonlyMap<string, string> => {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new UnsupportedMediaTypeError('Send the parameters as application/x-www-form-urlencoded.');
  if (body.byteLength > MAX_BYTES)
    throw new TooLargeError(`A request takes ${String(MAX_BYTES)} bytes at most.`);
  const sent = [...new URLSearchParams(Buffer.from(body).toString('utf8'))];
  if (new Set(sent.map(([name]) => name)).size < sent.length)
    throw invalid('A parameter is sent more than once.');
  return new Map(sent.filter(([, value]) => value !== ''));
};

/**
 * Reads a request for an access token (RFC 6749 §4.4.2). Throws what a token endpoint answers to one that can't be read: parameters in
 * the address, sent twice or in another form, no grant or another one than ours.
 */
export const readTokenRequest = (request: HttpRequest): TokenRequest => {
  if (OURS.some((name) => request.query[name] !== undefined))
    throw invalid('Send the parameters in the body, not in the address.');
  const form = readForm(request);
  const grant = form.get('grant_type');
  if (grant === undefined) throw invalid('grant_type is missing.');
  const client = readCredentials(request.headers['authorization'], {
    clientId: form.get('client_id'),
    clientSecret: form.get('client_secret'),
  });
  if (grant !== 'client_credentials')
    throw new HttpProblem(400, 'unsupported_grant_type', 'The one grant_type is client_credentials.');
  return { client, scope: form.get('scope') ?? null };
};
