import { Eta } from 'eta';
import { readableDate } from '../../shared/adapters/mail-templates/wording.ts';
import { renderPage } from '../../shared/adapters/pages/layout.ts';
import { ROLE_NAMES, isBuiltInRole } from '../../shared/domain/role.ts';
import type { SupportContact } from '../../shared/domain/support-contact.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { HttpResponse } from '../../shared/runtime/http.ts';
import type { UserAsker } from '../../shared/runtime/identity.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const ACCOUNT = `<dl>
<dt>Name</dt><dd><%= it.userName %></dd>
<% if (it.email !== it.userName) { %><dt>Mails go to</dt><dd><%= it.email %></dd>
<% } %><dt>Role</dt><dd><%= it.role %></dd>
<dt>Applications</dt><dd><% if (it.restrictedTo === null) { %>All<% } else if (it.restrictedTo.length === 0) { %>None<% } else { %><%= it.restrictedTo.join(', ') %><% } %></dd>
<dt>Signed in until</dt><dd><%= it.until %></dd>
</dl>
<p class="quiet">Everything Seatkeeper knows about your access, with each of your rights, is at <a href="/v1/me">/v1/me</a>. Your role is given by the people who run Seatkeeper in your company.</p>
<h2>Sign out</h2>
<form method="post" action="/auth/sign-out">
<input type="hidden" name="csrf" value="<%= it.csrfToken %>">
<p><button type="submit">Sign out</button></p>
</form>
<h2>Sign out everywhere</h2>
<p>This ends every session you have, in all browsers and on all machines. API tokens stay as they are.</p>
<form method="post" action="/auth/sign-out-everywhere">
<input type="hidden" name="csrf" value="<%= it.csrfToken %>">
<p><button type="submit">Sign out everywhere</button></p>
</form>`;

export interface AccountModel {
  readonly asker: UserAsker;
  readonly csrfToken: string;
  readonly expiresAt: Instant;
  /** Names of the applications that the role is restricted to; null where it reaches all. */
  readonly restrictedTo: readonly string[] | null;
  readonly support: SupportContact | null;
}

/** "My account": who is signed in, what they may see, and the ways out. */
export const accountPage = ({ asker, expiresAt, support, ...model }: AccountModel): HttpResponse => {
  const { user, customRole } = asker;
  const level = customRole === null ? '' : ` (${ROLE_NAMES[customRole.level]} in some applications)`;
  const role = isBuiltInRole(user.role)
    ? ROLE_NAMES[user.role]
    : `${customRole?.name ?? 'A role that was deleted'}${level}`;
  const { userName, email } = user;
  return renderPage({
    title: 'My account',
    body: eta.renderString(ACCOUNT, {
      ...model,
      userName,
      email,
      role,
      until: readableDate(expiresAt, 'UTC'),
    }),
    support,
  });
};

const LEAVING = `<p role="status">You are signed out of Seatkeeper.</p>
<p><a href="<%= it.signOutUrl %>">Continue</a>, if this page does not go on by itself, to sign out of the sign-in page as well.</p>`;

/**
 * The session is ended; the browser goes on to end the pool's own. It goes by the page and not by a redirect, since `form-action`
 * holds for where a form is redirected to as well (CSP Level 3 §6.4.1), and the pool may send the browser on to anywhere.
 */
export const leavingPage = (signOutUrl: string): HttpResponse => {
  const page = renderPage({ title: 'Signing out', body: eta.renderString(LEAVING, { signOutUrl }) });
  return { ...page, headers: { ...page.headers, refresh: `0; url=${signOutUrl}` } };
};
