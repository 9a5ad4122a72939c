import { Eta } from 'eta';
import { renderPage } from '../../shared/adapters/pages/layout.ts';
import type { Capability } from '../../shared/domain/connection.ts';
import type { SupportContact } from '../../shared/domain/support-contact.ts';
import type { HttpResponse } from '../../shared/runtime/http.ts';
import type { Authorized } from '../../shared/use-cases/connections/complete-authorization.ts';
import type { OpenedStart } from '../../shared/use-cases/connections/open-start.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const CAPABILITIES: Readonly<Record<Capability, string>> = {
  'list-accounts': 'see the users of the account, their licenses and their roles',
  'read-activity': 'see who hosted meetings and who signed in',
  'read-need': 'see who needs what a license pays for',
  'change-tier': 'change licenses',
  deactivate: 'deactivate users',
  remove: 'remove users from the account',
  restore: 'give licenses back and activate users again',
  'list-people': 'see the people of the organization',
  'list-apps': 'see applications and who is assigned to them',
  'read-sso': 'see who signed in to which application',
};

const CONNECTED = `<p role="status">Zoom is connected. The first pull of its users has started.</p>
<p>Seatkeeper may now:</p>
<ul>
<% for (const sentence of it.allowed) { %><li><%= sentence %></li>
<% } %></ul>
<% if (it.missingToAct.length > 0) { %><h2>Not granted</h2>
<p>You asked to let workflows act, but Zoom did not grant these scopes:</p>
<ul>
<% for (const scope of it.missingToAct) { %><li><code><%= scope %></code></li>
<% } %></ul>
<p>Suggestions work without them. To let workflows act, add the scopes to your app in Zoom and connect again.</p>
<% } %><p>You can close this page.</p>`;

const PROBLEM = `<p><%= it.what %></p>
<% if (it.scopes) { %><ul>
<% for (const scope of it.scopes) { %><li><code><%= scope %></code></li>
<% } %></ul>
<% } %><h2>What to do</h2>
<p><%= it.next %></p>
<% if (it.code) { %><p class="quiet">Zoom's own word for it: <code><%= it.code %></code></p>
<% } %><p><a href="/connect/zoom/guide">Open the set-up guide</a></p>`;

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly what: string;
  readonly next: string;
}

const AGAIN = 'Ask for a new start address of the connection and open it in this browser.';

type Reason = Exclude<Authorized['kind'], 'connected'> | Exclude<OpenedStart['kind'], 'redirect'>;

const PROBLEMS: Readonly<Record<Reason, Problem>> = {
  unknown: {
    status: 404,
    title: 'This start address does not work',
    what: 'The address is not complete, or it was never one of ours. Nothing was connected.',
    next: `Copy the whole address again. If that does not help: ${AGAIN}`,
  },
  used: {
    status: 410,
    title: 'This start address was opened before',
    what: 'A start address works once. Somebody, perhaps a mail scanner, has opened this one already.',
    next: AGAIN,
  },
  expired: {
    status: 410,
    title: 'That took too long',
    what: 'The time for connecting, ten minutes, is over. Nothing was connected.',
    next: AGAIN,
  },
  closed: {
    status: 409,
    title: 'This connection cannot be connected now',
    what: 'It is being disconnected, or it was deleted.',
    next: 'Let the disconnecting finish, or make a new connection. Then ask for a new start address.',
  },
  'unknown-state': {
    status: 400,
    title: 'We did not ask for this',
    what: 'Zoom sent you back with something that Seatkeeper did not start, or that was changed on its way. Nothing was connected.',
    next: AGAIN,
  },
  replayed: {
    status: 409,
    title: 'This answer of Zoom was used before',
    what: 'Each consent counts once. If you reloaded the page: what it did the first time still holds.',
    next: 'Look at the connection. If it is not connected, ask for a new start address.',
  },
  'other-browser': {
    status: 403,
    title: 'This was started in another browser',
    what: 'Connecting has to end in the browser in which it began, with cookies allowed. Nothing was connected.',
    next: AGAIN,
  },
  denied: {
    status: 403,
    title: 'Zoom was not connected',
    what: 'The consent was declined in Zoom. Nothing was connected, and nothing has changed.',
    next: `If that was a mistake: ${AGAIN}`,
  },
  'not-allowed': {
    status: 403,
    title: 'You may not connect this any more',
    what: 'Whoever asked for the start address no longer has the right to connect applications. Nothing was connected.',
    next: 'Ask an Application Admin or a Super Admin of Seatkeeper to connect Zoom.',
  },
  'missing-scope': {
    status: 403,
    title: 'A scope is missing',
    what: 'Zoom did not grant everything that Seatkeeper needs to read. Nothing was connected. Missing:',
    next: `Add these scopes to your app in Zoom, as the set-up guide shows. Then: ${AGAIN}`,
  },
  'tenant-of-another-instance': {
    status: 409,
    title: 'This Zoom account belongs to another instance',
    what: 'The Zoom account you consented for is already connected to another instance in Seatkeeper. Nothing was connected.',
    next: 'Connect it there, or consent in Zoom as an admin of the account that belongs to this instance.',
  },
  'tenant-not-taken': {
    status: 409,
    title: 'This Zoom account can’t be connected here',
    what: 'Seatkeeper does not take this Zoom account for this instance. Nothing was connected.',
    next: 'Ask a Super Admin of Seatkeeper, or consent in Zoom as an admin of another account.',
  },
  'another-tenant': {
    status: 409,
    title: 'This is another Zoom account',
    what: 'This instance has data of a different Zoom account. Mixing the two would mix up people. Nothing was connected.',
    next: 'Consent as an admin of the account this instance is for, or make a new instance for this one.',
  },
  'vendor-refused': {
    status: 400,
    title: 'Zoom refused the connection',
    what: 'Zoom did not accept the app or the consent. Nothing was connected.',
    next: `Check the client id, the client secret and the redirect URL of the connection against your app in Zoom. Then: ${AGAIN}`,
  },
  'vendor-unavailable': {
    status: 503,
    title: 'Zoom did not answer',
    what: 'Zoom could not be reached, or is busy. Nothing was connected.',
    next: `Wait some minutes. Then: ${AGAIN}`,
  },
  busy: {
    status: 503,
    title: 'Somebody else is changing this connection',
    what: 'The connection is being changed at this very moment. Nothing was connected.',
    next: `Wait a minute. Then: ${AGAIN}`,
  },
};

const problemPage = (
  reason: Reason,
  support: SupportContact | null,
  more: { readonly scopes?: readonly string[]; readonly code?: string } = {},
): HttpResponse => {
  const { title, status, ...text } = PROBLEMS[reason];
  return renderPage({ title, status, body: eta.renderString(PROBLEM, { ...text, ...more }), support });
};

/** Why a start address leads nowhere. */
export const startProblemPage = (
  { kind }: Exclude<OpenedStart, { kind: 'redirect' }>,
  support: SupportContact | null,
): HttpResponse => problemPage(kind, support);

/** What came of a consent, each outcome with what to do next. */
export const authorizedPage = (result: Authorized, support: SupportContact | null): HttpResponse => {
  switch (result.kind) {
    case 'connected':
      return renderPage({
        title: 'Zoom is connected',
        body: eta.renderString(CONNECTED, {
          allowed: result.connection.capabilities.map((capability) => CAPABILITIES[capability]),
          missingToAct: result.missingToAct,
        }),
        support,
      });
    case 'missing-scope':
      return problemPage(result.kind, support, { scopes: result.scopes });
    case 'vendor-refused':
      return problemPage(result.kind, support, { code: result.error });
    default:
      return problemPage(result.kind, support);
  }
};
