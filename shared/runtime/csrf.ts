import { ForbiddenError } from '../errors.ts';
import type { Secrets } from '../ports/surroundings.ts';
import type { HttpRequest } from './http.ts';

/** Header that a write by cookie has to send. */
export const CSRF_HEADER = 'x-csrf-token';

/** What proves that a write was meant: derived from the session's secret, which no other site can read, and kept nowhere. */
export const csrfTokenOf = (secrets: Pick<Secrets, 'sha256'>, sessionSecret: string): string =>
  secrets.sha256(`seatkeeper csrf ${sessionSecret}`);

/** Faults unless a write that a cookie carries was made by a page of this origin (OWASP: cross-site request forgery prevention). */
export const assertMeant = (
  secrets: Pick<Secrets, 'sha256' | 'equal'>,
  request: Pick<HttpRequest, 'headers'>,
  given: string | undefined,
  { sessionSecret, publicOrigin }: { readonly sessionSecret: string; readonly publicOrigin: string },
): void => {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== publicOrigin)
    throw new ForbiddenError('This request comes from another site.', 'csrf');
  if (!secrets.equal(csrfTokenOf(secrets, sessionSecret), given ?? ''))
    throw new ForbiddenError(
      `A change made with a session needs the header ${CSRF_HEADER} with the session.csrfToken of GET /v1/me.`,
      'csrf',
    );
};
