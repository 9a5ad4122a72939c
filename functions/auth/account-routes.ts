import * as z from 'zod';
import { DEFAULT_RETURN_PATH } from '../../shared/domain/return-path.ts';
import { UnsupportedMediaTypeError } from '../../shared/errors.ts';
import { applications } from '../../shared/records/applications.ts';
import { assertMeant } from '../../shared/runtime/csrf.ts';
import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { Route } from '../../shared/runtime/route.ts';
import { sessionCookie } from '../../shared/runtime/session-cookie.ts';
import { supportContactIfReadable } from '../../shared/use-cases/organization/support-contact.ts';
import { endAllSessions, endSession } from '../../shared/use-cases/sessions/end-session.ts';
import { accountPage, leavingPage } from './account-page.ts';
import type { AuthNeeds } from './auth-dependencies.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

const formSchema = z.object({ csrf: z.string().max(200).default('') });

const readForm = (request: HttpRequest): z.output<typeof formSchema> => {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new UnsupportedMediaTypeError('This page takes its own form only.');
  return formSchema.parse(
    Object.fromEntries(new URLSearchParams(Buffer.from(request.body).toString('utf8'))),
  );
};

/**
 * Browsers send `Origin: null` with the forms of a page whose referrer policy is `no-referrer` (Fetch §3.1), as the one origin's is:
 * it says nothing then, and the value in the form is what counts.
 */
const sayingOrigin = ({ headers: { origin, ...headers } }: HttpRequest): Pick<HttpRequest, 'headers'> => ({
  headers: origin === undefined || origin === 'null' ? headers : { ...headers, origin },
});

const namesOf = async (deps: AuthNeeds, { rights: { restriction } }: SignedIn): Promise<string[] | null> => {
  if (restriction.kind === 'none') return null;
  const found = await deps.store.getMany(
    applications,
    restriction.applicationIds.map((applicationId) => ({ applicationId })),
  );
  return found.flatMap((application) => (application === undefined ? [] : [application.name]));
};

/** "My account", where who comes to the origin itself is sent, and the ways out. */
export const accountRoutes = (deps: AuthNeeds): Route[] => {
  const { publicOrigin } = deps.settings;

  const leave = async (
    request: HttpRequest,
    end: (who: SignedIn) => Promise<void>,
  ): Promise<HttpResponse> => {
    const { csrf } = readForm(request);
    const who = await signedIn(deps, request);
    // Without a session there is nothing to end here, and the pool's own session may be left.
    if (who !== undefined) {
      const { secret: sessionSecret } = who.presented;
      assertMeant(deps.secrets, sayingOrigin(request), csrf, { sessionSecret, publicOrigin });
      await end(who);
    }
    return { ...leavingPage(deps.pool.signOutUrl()), cookies: [sessionCookie(publicOrigin, '', 0)] };
  };

  return [
    {
      method: 'GET',
      path: '/',
      handle: () => Promise.resolve({ status: 302, headers: { location: DEFAULT_RETURN_PATH } }),
    },
    {
      method: 'GET',
      path: '/account',
      handle: async (request) => {
        const who = await signedIn(deps, request);
        if (who === undefined)
          return { status: 302, headers: { location: '/auth/sign-in?returnTo=%2Faccount' } };
        return accountPage({
          asker: who.asker,
          csrfToken: who.via.csrfToken,
          expiresAt: who.via.session.expiresAt,
          restrictedTo: await namesOf(deps, who),
          support: await supportContactIfReadable(deps),
        });
      },
    },
    {
      method: 'POST',
      path: '/auth/sign-out',
      handle: (request) =>
        leave(request, ({ caller, via }) => endSession(deps, caller, via.session.sessionId)),
    },
    {
      method: 'POST',
      path: '/auth/sign-out-everywhere',
      handle: (request) =>
        leave(request, ({ caller, asker }) => endAllSessions(deps, caller, asker.user.userId)),
    },
  ];
};
