import type { HttpRequest } from './http.ts';
import { type PresentedSession, presentedSession } from './session-cookie.ts';

/** What a request presents: a token of ours, a token of the user pool, a session, or nothing of use. */
export type Presented =
  | { readonly kind: 'token'; readonly tokenId: string; readonly secret: string }
  | { readonly kind: 'access-token'; readonly jwt: string }
  | ({ readonly kind: 'session' } & PresentedSession)
  | { readonly kind: 'nothing' };

/** `sk_<tokenId>_<secret>`; a token id holds no underscore after its prefix. */
const TOKEN = /^Bearer\s+sk_(tok_[0-9A-Za-z-]{6,64})_([A-Za-z0-9_-]{20,200})$/i;

/** Three base64url parts (RFC 7515 §3.1); the last may be empty, which a verifier refuses. Ours are below 2 kB. */
const JWT = /^Bearer\s+([A-Za-z0-9_-]{1,2000}\.[A-Za-z0-9_-]{1,6000}\.[A-Za-z0-9_-]{0,2000})$/i;

/** Reads the credentials of a request. A request with an `Authorization` header is judged by that alone. */
export const presentedBy = (
  request: Pick<HttpRequest, 'headers' | 'cookies'>,
  publicOrigin: string,
): Presented => {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    const session = presentedSession(request, publicOrigin);
    return session === undefined ? { kind: 'nothing' } : { kind: 'session', ...session };
  }
  const [, tokenId, secret] = TOKEN.exec(authorization) ?? [];
  if (tokenId !== undefined && secret !== undefined) return { kind: 'token', tokenId, secret };
  const jwt = JWT.exec(authorization)?.[1];
  return jwt === undefined ? { kind: 'nothing' } : { kind: 'access-token', jwt };
};
