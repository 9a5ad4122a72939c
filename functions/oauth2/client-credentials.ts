import { HttpProblem } from '../../shared/runtime/http-problem.ts';

/** The id and the secret of a program client. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a request says of its client: credentials, or why there are none. */
export type SentCredentials =
  | { readonly kind: 'sent'; readonly credentials: ClientCredentials }
  | { readonly kind: 'none'; readonly reason: string };

const none = (reason: string): SentCredentials => ({ kind: 'none', reason });

/** RFC 7617 §2; padding may be left out. */
const BASIC = /^Basic +([A-Za-z0-9+/]+)(={0,2})$/i;

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Undoes the encoding of forms (RFC 6749 appendix B); undefined where it is none. */
const formDecoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};

/**
 * Credentials by HTTP Basic. Id and secret are each encoded as in a form before they are joined (RFC 6749 §2.3.1); ours hold no
 * character that needs it, so that programs which leave it out are understood as well.
 */
const byBasic = (authorization: string): SentCredentials => {
  const [, encoded] = BASIC.exec(authorization) ?? [];
  if (encoded === undefined) return none('The Authorization header is not HTTP Basic.');
  const pair = utf8(Buffer.from(encoded, 'base64'));
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon < 0) return none('The Authorization header holds no id and secret.');
  const clientId = formDecoded(pair.slice(0, colon));
  const clientSecret = formDecoded(pair.slice(colon + 1));
  return clientId === undefined || clientSecret === undefined
    ? none('The id or the secret in the Authorization header is not form-encoded.')
    : { kind: 'sent', credentials: { clientId, clientSecret } };
};

const byBody = (clientId: string | undefined, clientSecret: string | undefined): SentCredentials =>
  clientId === undefined || clientSecret === undefined
    ? none('Send client id and secret by HTTP Basic, or as client_id and client_secret in the body.')
    : { kind: 'sent', credentials: { clientId, clientSecret } };

/**
 * The credentials of a request, sent in one way only (RFC 6749 §2.3). A `client_id` beside HTTP Basic only names the client (§3.2.1)
 * and has to be the same one.
 */
export const readCredentials = (
  authorization: string | undefined,
  {
    clientId,
    clientSecret,
  }: { readonly clientId?: string | undefined; readonly clientSecret?: string | undefined },
): SentCredentials => {
  if (authorization === undefined) return byBody(clientId, clientSecret);
  const sent = byBasic(authorization);
  const isOther = sent.kind === 'sent' && clientId !== undefined && clientId !== sent.credentials.clientId;
  if (clientSecret !== undefined || isOther)
    throw new HttpProblem(
      400,
      'invalid_request',
      'Client id and secret are sent in two ways. Use HTTP Basic or the body, not both.',
    );
  return sent;
};
