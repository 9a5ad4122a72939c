import { Eta } from 'eta';
import { renderPage } from '../../shared/adapters/pages/layout.ts';
import type { SupportContact } from '../../shared/domain/support-contact.ts';
import type { HttpResponse } from '../../shared/runtime/http.ts';
import type { CompletedSignIn } from '../../shared/use-cases/sessions/complete-sign-in.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

type Refused = Exclude<CompletedSignIn, { kind: 'signed-in' }>;

interface Words {
  readonly status: number;
  readonly title: string;
  readonly what: string;
}

const NOBODY_SIGNED_IN = 'Nobody was signed in.';

const WORDS: Readonly<Record<Refused['kind'], Words>> = {
  'unknown-person': {
    status: 403,
    title: 'You have no access to Seatkeeper yet',
    what: 'Your sign-in worked, but Seatkeeper does not know you.',
  },
  inactive: {
    status: 403,
    title: 'Your access to Seatkeeper has ended',
    what: 'Your sign-in worked, but your access was ended.',
  },
  'unknown-state': {
    status: 400,
    title: 'We did not ask for this',
    what: `You came back with a sign-in that Seatkeeper did not start, or that was changed on its way. ${NOBODY_SIGNED_IN}`,
  },
  'other-browser': {
    status: 403,
    title: 'This was started in another browser',
    what: `Signing in has to end in the browser in which it began, with cookies allowed. ${NOBODY_SIGNED_IN}`,
  },
  replayed: {
    status: 409,
    title: 'This sign-in was used before',
    what: 'Each sign-in counts once. If you reloaded the page or went back to it, you may be signed in already.',
  },
  expired: {
    status: 410,
    title: 'That took too long',
    what: `The time for signing in, 15 minutes, is over. ${NOBODY_SIGNED_IN}`,
  },
  'pool-refused': {
    status: 403,
    title: 'The sign-in did not work',
    what: `Your company's sign-in said no, or you went back from it. ${NOBODY_SIGNED_IN}`,
  },
  'pool-unavailable': {
    status: 503,
    title: 'The sign-in did not answer',
    what: `The sign-in could not be reached, or is busy. ${NOBODY_SIGNED_IN} Please wait a minute.`,
  },
};

const PAGE = `<p><%= it.what %></p>
<% if (it.name) { %><p>You signed in as <strong><%= it.name %></strong>.</p>
<% } %><h2>What to do</h2>
<% if (it.known) { %><p><a class="button" href="/auth/sign-in">Sign in again</a></p>
<% if (it.code) { %><p class="quiet">The reason that was given: <code><%= it.code %></code></p>
<% } } else { %><ul>
<li>If you need Seatkeeper, ask <% if (it.support) { %><strong><%= it.support.name %></strong> (see below)<% } else { %>the people who run Seatkeeper in your company<% } %> to give you access<% if (it.name) { %>, and tell them the name above<% } %>.</li>
<li>If you have another account: <a href="<%= it.otherPersonUrl %>">sign in as somebody else</a>. Where your company signs you in by itself, sign out there first.</li>
<li>If you came from a mail that asks whether you still need a license, you do not have to sign in: open the link in the mail.</li>
</ul>
<% } %>`;

/** Why nobody was signed in, and what to do: whom to ask, or how to try again. */
export const refusedPage = (
  refused: Refused,
  shown: { readonly otherPersonUrl: string; readonly support: SupportContact | null },
): HttpResponse => {
  const { status, title, what } = WORDS[refused.kind];
  const known = refused.kind !== 'unknown-person' && refused.kind !== 'inactive';
  const name = refused.kind === 'unknown-person' ? refused.name : null;
  const code = refused.kind === 'pool-refused' ? refused.error : null;
  return renderPage({
    title,
    status,
    body: eta.renderString(PAGE, { what, known, name, code, ...shown }),
    support: shown.support,
  });
};

const SIGNED_OUT = `<p role="status">You are signed out of Seatkeeper.</p>
<p>Where your company signs you in by itself, you may still be signed in there. On a machine that others use, sign out there as well.</p>
<p><a class="button" href="/auth/sign-in">Sign in</a></p>`;

/** After signing out, here and at the pool. */
export const signedOutPage = (): HttpResponse =>
  renderPage({ title: 'You are signed out', body: SIGNED_OUT });
