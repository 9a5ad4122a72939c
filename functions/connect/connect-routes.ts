import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Route } from '../../shared/runtime/route.ts';
import {
  type AuthorizationNeeds,
  completeAuthorization,
} from '../../shared/use-cases/connections/complete-authorization.ts';
import { eventUrlOf, redirectUriOf } from '../../shared/use-cases/connections/oauth-state.ts';
import { openStart } from '../../shared/use-cases/connections/open-start.ts';
import { supportContactIfReadable } from '../../shared/use-cases/organization/support-contact.ts';
import { guidePage } from './guide-page.ts';
import { authorizedPage, startProblemPage } from './result-pages.ts';

/** Holds what binds the way back from the vendor to the browser that started. */
export const CONNECT_COOKIE = 'seatkeeper_connect';

const COOKIE_SECONDS = 600;

/** Lax, so that it comes along when the vendor sends the browser back; a plain http origin exists on one machine only. */
const cookieHeader = (publicOrigin: string, value: string, maxAgeSeconds: number): string =>
  [
    `${CONNECT_COOKIE}=${value}`,
    'Path=/connect',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(publicOrigin.startsWith('https:') ? ['Secure'] : []),
  ].join('; ');

/** Scanners ask for the head of a link; that must not use up what works once. */
const unlessHead = async (
  request: HttpRequest,
  answer: () => Promise<HttpResponse>,
): Promise<HttpResponse> => (request.method === 'HEAD' ? { status: 200 } : answer());

/** The set-up guide, the start address and the way back from the vendor. */
export const connectRoutes = (deps: AuthorizationNeeds): Route[] => [
  {
    method: 'GET',
    path: '/connect/zoom/guide',
    handle: async () =>
      guidePage(
        {
          redirectUrl: redirectUriOf(deps.settings, 'zoom'),
          eventUrl: eventUrlOf(deps.settings, 'zoom'),
          scopes: deps.flowOf('zoom').scopes,
        },
        await supportContactIfReadable(deps),
      ),
  },
  {
    method: 'GET',
    path: '/connect/start/{secret}',
    handle: (request) =>
      unlessHead(request, async () => {
        const opened = await openStart(deps, request.params['secret'] ?? '');
        if (opened.kind !== 'redirect') return startProblemPage(opened, await supportContactIfReadable(deps));
        const { publicOrigin } = deps.settings;
        return {
          status: 302,
          headers: { location: opened.url },
          cookies: [cookieHeader(publicOrigin, opened.cookie, COOKIE_SECONDS)],
        };
      }),
  },
  {
    method: 'GET',
    path: '/connect/callback/zoom',
    handle: (request) =>
      unlessHead(request, async () => {
        const { query, cookies } = request;
        const result = await completeAuthorization(deps, {
          state: query['state'] ?? '',
          cookie: cookies[CONNECT_COOKIE],
          code: query['code'],
          error: query['error'],
        });
        const page = authorizedPage(result, await supportContactIfReadable(deps));
        return result.kind === 'connected'
          ? { ...page, cookies: [cookieHeader(deps.settings.publicOrigin, '', 0)] }
          : page;
      }),
  },
];
