import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Route } from '../../shared/runtime/route.ts';
import { sessionCookie } from '../../shared/runtime/session-cookie.ts';
import { supportContactIfReadable } from '../../shared/use-cases/organization/support-contact.ts';
import { completeSignIn } from '../../shared/use-cases/sessions/complete-sign-in.ts';
import type { SessionNeeds } from '../../shared/use-cases/sessions/session-dependencies.ts';
import { SIGN_IN_SECONDS, startSignIn } from '../../shared/use-cases/sessions/start-sign-in.ts';
import { refusedPage, signedOutPage } from './sign-in-pages.ts';

const isTls = (publicOrigin: string): boolean => publicOrigin.startsWith('https:');

/** Holds what binds the way back from the pool to the browser that started. */
export const signInCookieName = (publicOrigin: string): string =>
  isTls(publicOrigin) ? '__Host-seatkeeper_sign_in' : 'seatkeeper_sign_in';

/** Lax, so that it comes along when the pool sends the browser back; a plain http origin exists on one machine only. */
const signInCookie = (publicOrigin: string, value: string, maxAgeSeconds: number): string =>
  [
    `${signInCookieName(publicOrigin)}=${value}`,
    'Path=/',
    `Max-Age=${String(maxAgeSeconds)}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isTls(publicOrigin) ? ['Secure'] : []),
  ].join('; ');

/** Scanners ask for the head of a link; that must not use up what works once. */
const unlessHead = async (
  request: HttpRequest,
  answer: () => Promise<HttpResponse>,
): Promise<HttpResponse> => (request.method === 'HEAD' ? { status: 200 } : answer());

/** The way to the pool's sign-in page, the way back from it, and the page after signing out. */
export const signInRoutes = (deps: SessionNeeds): Route[] => {
  const { publicOrigin } = deps.settings;
  const cookieOf = ({ cookies }: HttpRequest): string | undefined => cookies[signInCookieName(publicOrigin)];
  return [
    {
      method: 'GET',
      path: '/auth/sign-in',
      handle: (request) =>
        unlessHead(request, async () => {
          const started = await startSignIn(deps, {
            returnTo: request.query['returnTo'],
            cookie: cookieOf(request),
          });
          return {
            status: 302,
            headers: { location: started.url },
            cookies: [signInCookie(publicOrigin, started.cookie, SIGN_IN_SECONDS)],
          };
        }),
    },
    {
      method: 'GET',
      path: '/auth/callback',
      handle: (request) =>
        unlessHead(request, async () => {
          const { state = '', code, error } = request.query;
          const { from } = request;
          const result = await completeSignIn(deps, { state, code, error, cookie: cookieOf(request), from });
          if (result.kind !== 'signed-in') {
            const otherPersonUrl = deps.pool.signOutUrl();
            return refusedPage(result, { otherPersonUrl, support: await supportContactIfReadable(deps) });
          }
          return {
            status: 302,
            headers: { location: `${publicOrigin}${result.returnTo}` },
            cookies: [sessionCookie(publicOrigin, result.cookie, result.lifetimeSeconds)],
          };
        }),
    },
    {
      method: 'GET',
      path: '/auth/signed-out',
      handle: () => Promise.resolve(signedOutPage()),
    },
  ];
};
