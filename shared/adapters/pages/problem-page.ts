import { setTimeout } from 'node:timers/promises';
import { Eta } from 'eta';
import type { SupportContact } from '../../domain/support-contact.ts';
import { type RenderedPage, renderPage } from './layout.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const BODY = `<p><%= it.detail %></p>
<% if (it.status >= 500) { %><p>Please try again in a few minutes. If it stays like this, tell <% if (it.support) { %><%= it.support.name %><% } else { %>the people who run Seatkeeper in your company<% } %> this number: <code><%= it.requestId %></code></p><% } %>`;

const TITLES: ReadonlyMap<number, string> = new Map([
  [403, 'This address is not for you'],
  [404, 'There is nothing here'],
  [405, 'This page cannot do that'],
  [413, 'That was too much at once'],
  [415, 'This page cannot read that'],
]);

interface Shown {
  readonly status: number;
  readonly detail: string;
}

/** A problem as a page for a person: what went wrong, what to do and whom to ask, nothing of our inside. */
export const problemPage = (
  problem: Shown,
  requestId: string,
  support: SupportContact | null = null,
): RenderedPage =>
  renderPage({
    title:
      TITLES.get(problem.status) ?? (problem.status >= 500 ? 'Something went wrong' : 'That did not work'),
    body: eta.renderString(BODY, { ...problem, requestId, support }),
    status: problem.status,
    support,
  });

/** An error page waits no longer than this for what it can do without. */
const PATIENCE_MS = 1000;

/**
 * Problem pages that say whom to ask. `readSupport` keeps what it read and never faults; where it takes too long, as when the database
 * is what went wrong, the page is shown without it. `patience` ends the waiting.
 */
export const problemPages =
  (
    readSupport: () => Promise<SupportContact | null>,
    patience: () => Promise<unknown> = () => setTimeout(PATIENCE_MS, undefined, { ref: false }),
  ) =>
  async (problem: Shown, requestId: string): Promise<RenderedPage> =>
    problemPage(problem, requestId, await Promise.race([readSupport(), patience().then(() => null)]));
