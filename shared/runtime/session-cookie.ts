import type { HttpRequest } from './http.ts';

/** A `__Host-` cookie can be set by this origin only, over TLS, for all its paths (RFC 6265bis §4.1.3.2); plain http is one machine. */
export const sessionCookieName = (publicOrigin: string): string =>
  publicOrigin.startsWith('https:') ? '__Host-seatkeeper_session' : 'seatkeeper_session';

/**
 * A Set-Cookie value that keeps a session in the browser, or with an empty `value` and 0 seconds takes it out. Lax, so that somebody
 * who comes back from the sign-in page is known at once.
 */
export const sessionCookie = (publicOrigin: string, value: string, maxAgeSeconds: number): string =>
  [
    `${sessionCookieName(publicOrigin)}=${value}`,
    'Path=/',
    `Max-Age=${String(maxAgeSeconds)}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(publicOrigin.startsWith('https:') ? ['Secure'] : []),
  ].join('; ');

/** What a session cookie holds. */
export interface PresentedSession {
  readonly sessionId: string;
  readonly secret: string;
}

/** `<sessionId>_<secret>`; a session id holds no underscore after its prefix. */
const COOKIE = /^(ses_[0-9A-Za-z-]{6,64})_([A-Za-z0-9_-]{20,200})$/;

/** The session a request's cookie names; undefined where there is none, or it is not one of ours. */
export const presentedSession = (
  { cookies }: Pick<HttpRequest, 'cookies'>,
  publicOrigin: string,
): PresentedSession | undefined => {
  const [, sessionId, secret] = COOKIE.exec(cookies[sessionCookieName(publicOrigin)] ?? '') ?? [];
  return sessionId === undefined || secret === undefined ? undefined : { sessionId, secret };
};
