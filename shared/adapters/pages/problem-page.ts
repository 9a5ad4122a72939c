import { Eta } from 'eta';
import { type RenderedPage, renderPage } from './layout.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const BODY = `<p><%= it.detail %></p>
<% if (it.status >= 500) { %><p>Please try again in a few minutes. If it stays like this, tell the people who run Seatkeeper in your company this number: <code><%= it.requestId %></code></p><% } %>`;

const TITLES: ReadonlyMap<number, string> = new Map([
  [403, 'This address is not for you'],
  [404, 'There is nothing here'],
  [405, 'This page cannot do that'],
  [413, 'That was too much at once'],
  [415, 'This page cannot read that'],
]);

/** A problem as a page for a person: what went wrong and what to do, nothing of our inside. */
export const problemPage = (
  problem: { readonly status: number; readonly detail: string },
  requestId: string,
): RenderedPage =>
  renderPage({
    title:
      TITLES.get(problem.status) ?? (problem.status >= 500 ? 'Something went wrong' : 'That did not work'),
    body: eta.renderString(BODY, { ...problem, requestId }),
    status: problem.status,
  });
