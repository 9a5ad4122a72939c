import { Eta } from 'eta';
import { renderPage } from '../../shared/adapters/pages/layout.ts';
import type { SupportContact } from '../../shared/domain/support-contact.ts';
import type { ScopeInfo } from '../../shared/ports/connector.ts';
import type { HttpResponse } from '../../shared/runtime/http.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const SCOPES = `<dl>
<% for (const scope of it.scopes) { %><dt><code><%= scope.scope %></code></dt><dd><%= scope.purpose %></dd>
<% } %></dl>`;

const GUIDE = `<p>Seatkeeper reaches Zoom through an app of your own company. You make it once, in about ten minutes, and it stays yours:
you can take it away in Zoom at any time.</p>
<h2>Before you begin</h2>
<ul>
<li>You need a Zoom user who is owner or admin of the account, or whose role may manage users, roles and reports.</li>
<li>We recommend a service account for this, such as an admin user that belongs to no person: the connection then does not end when
somebody leaves.</li>
<li>Reports need Zoom's Pro plan or better.</li>
</ul>
<h2>1. Make the app in Zoom</h2>
<ol>
<li>Sign in to the Zoom App Marketplace, choose Develop, then Build App, then General App.</li>
<li>Choose that it is <strong>admin-managed</strong>.</li>
<li>As OAuth redirect URL, and in the allow list, enter exactly:<br><code><%= it.redirectUrl %></code></li>
</ol>
<h2>2. Add the scopes</h2>
<p>These are always needed. They only read:</p>
<%~ it.always %>
<p>These are needed only when a workflow is to change licenses itself. Leave them out, or make them optional, while you only want
suggestions; you can add them later and connect again:</p>
<%~ it.toAct %>
<p>These are optional. They tell who needs what the license pays for, and hold a license back whose owner has planned something that needs
it:</p>
<%~ it.optional %>
<h2>3. Add the event subscription (recommended)</h2>
<ol>
<li>Under Features, choose Access, and switch on Event Subscription.</li>
<li>As event notification endpoint URL, enter:<br><code><%= it.eventUrl %></code></li>
<li>Copy the <strong>Secret Token</strong>: Seatkeeper checks with it that events really come from Zoom.</li>
<li>Press Validate only after the connection was made with that Secret Token: Zoom asks Seatkeeper for an answer signed with it.</li>
</ol>
<h2>4. Make the connection in Seatkeeper</h2>
<ol>
<li>Make a connection of your Zoom instance (<code>POST /v1/instances/{instanceId}/connections</code>) with the <strong>Client ID</strong>, the <strong>Client Secret</strong> and the
<strong>Secret Token</strong> of the app. They are kept in the vault of your own cloud account and shown to nobody again.</li>
<li>Say which plan you have with Zoom, and which share of Zoom's call rate Seatkeeper may use. Zoom counts all apps of an account
together; half is a good start.</li>
<li>Ask for the start address (<code>POST /v1/connections/{connectionId}/authorize</code>), open it in your browser within ten minutes,
and consent in Zoom.</li>
</ol>
<h2>If it does not work</h2>
<ul>
<li>Zoom says the redirect URL is invalid: it must be the very same text as above, in both places.</li>
<li>Zoom says you cannot add the app: your Zoom role lacks one of the rights above. Ask an owner of the account.</li>
<li>Seatkeeper says that a scope is missing: add it to the app as in step 2, then ask for a new start address.</li>
</ul>`;

export interface GuideModel {
  readonly redirectUrl: string;
  readonly eventUrl: string;
  readonly scopes: readonly ScopeInfo[];
}

/** How to set up the company's own app at Zoom: what to copy where, and what each scope is for. */
export const guidePage = ({ scopes, ...model }: GuideModel, support: SupportContact | null): HttpResponse => {
  const list = (needed: ScopeInfo['needed']): string =>
    eta.renderString(SCOPES, { scopes: scopes.filter((scope) => scope.needed === needed) });
  return renderPage({
    title: 'Connect Zoom',
    body: eta.renderString(GUIDE, {
      ...model,
      always: list('always'),
      toAct: list('to-act'),
      optional: list('optional'),
    }),
    support,
  });
};
