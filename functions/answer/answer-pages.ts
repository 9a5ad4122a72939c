import { Eta } from 'eta';
import { changeSentence, readableDate } from '../../shared/adapters/mail-templates/wording.ts';
import { renderPage } from '../../shared/adapters/pages/layout.ts';
import type { SupportContact } from '../../shared/domain/support-contact.ts';
import type { HttpResponse } from '../../shared/runtime/http.ts';
import { MAX_REASON } from '../../shared/use-cases/answers/keep-license.ts';
import type { AnswerSubject, AnswerView } from '../../shared/use-cases/answers/read-answer-link.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

const OPEN = `<p>Hello<% if (it.firstName) { %> <%= it.firstName %><% } %>,</p>
<p>your <%= it.applicationName %> account <strong><%= it.change %></strong> after <strong><%= it.date %></strong>.</p>
<p>Why: <%= it.reason %>.</p>
<form method="post">
<% if (it.missingReason) { %><p class="error" id="reason-error" role="alert">Please say why you need the license.</p><% } %>
<p><label for="reason">Why do you need it?<% if (!it.reasonRequired) { %> (optional)<% } %></label>
<textarea id="reason" name="reason" rows="3" maxlength="${String(MAX_REASON)}"<% if (it.reasonRequired) { %> required<% } %><% if (it.missingReason) { %> aria-invalid="true" aria-describedby="reason-error"<% } %>></textarea></p>
<p><button type="submit">Keep my license</button></p>
</form>
<p>If you no longer need it, you do not have to do anything. Looking at this page changes nothing.</p>`;

const KEPT = `<p role="status">You keep your <%= it.applicationName %> license. Nothing changes.</p>
<p>We noted your answer on <%= it.at %>. You can close this page.</p>`;

const NOT_ANY_MORE = `<p><%= it.sentence %></p>
<p>If you need the license, please ask the people who manage <%= it.applicationName %> in your company.</p>`;

const INVALID = `<p>This link is not complete or was changed on its way. Please open it again from the mail, or copy the whole address.</p>`;

const ENDED: Readonly<Record<'expired' | 'done' | 'closed', (subject: AnswerSubject) => string>> = {
  expired: () => 'The time to answer is over, so this page can no longer take your answer.',
  done: ({ applicationName }) => `Your ${applicationName} license was already changed.`,
  closed: () =>
    'This change was called off. Your license stays as it is, and you do not have to do anything.',
};

const shown = (subject: AnswerSubject) => ({
  ...subject,
  change: changeSentence(subject.outcome, subject.tierBefore, subject.tierAfter),
  date: readableDate(subject.answerBy, 'UTC'),
});

/** The form, empty or sent without a reason that is needed. */
export const openPage = (
  subject: AnswerSubject,
  missingReason: boolean,
  support: SupportContact | null,
): HttpResponse =>
  renderPage({
    title: `Do you still need your ${subject.applicationName} license?`,
    body: eta.renderString(OPEN, { ...shown(subject), missingReason }),
    status: missingReason ? 422 : 200,
    support,
  });

/** The page behind an answer link, wherever the plan stands. */
export const answerPage = (view: AnswerView, support: SupportContact | null): HttpResponse => {
  switch (view.kind) {
    case 'open':
      return openPage(view.subject, false, support);
    case 'kept':
      return renderPage({
        title: 'You keep your license',
        body: eta.renderString(KEPT, { ...shown(view.subject), at: readableDate(view.at, 'UTC') }),
        support,
      });
    case 'invalid':
      return renderPage({ title: 'This link does not work', body: INVALID, status: 404, support });
    case 'closed':
      return renderPage({
        title: 'Nothing changes',
        body: `<p>${ENDED.closed(view.subject)}</p>`,
        status: 410,
        support,
      });
    case 'expired':
    case 'done':
      return renderPage({
        title: 'It is too late to answer here',
        body: eta.renderString(NOT_ANY_MORE, { ...view.subject, sentence: ENDED[view.kind](view.subject) }),
        status: 410,
        support,
      });
  }
};
