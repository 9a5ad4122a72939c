import { Eta } from 'eta';
import type { SupportContact } from '../../domain/support-contact.ts';
import type {
  MailTemplates,
  NoticeModel,
  OwnerNoticeModel,
  RenderedMail,
} from '../../ports/mail-templates.ts';
import { supportWords } from './support-words.ts';
import { MAIL_FRAME, NOTICE_HTML, NOTICE_TEXT, OWNER_HTML, OWNER_TEXT, SUPPORT_TEXT } from './templates.ts';
import { changeSentence, readableDate } from './wording.ts';

const html = new Eta({ autoEscape: true, autoTrim: false });
const text = new Eta({ autoEscape: false, autoTrim: false });

interface Templates {
  readonly html: string;
  readonly text: string;
}

/** A whole mail: its body in the common frame, with whom to ask at the end. */
const render = (
  subject: string,
  templates: Templates,
  data: object,
  contact: SupportContact | null,
): RenderedMail => {
  const support = contact === null ? null : supportWords(contact);
  const body = html.renderString(templates.html, data);
  return {
    subject,
    html: html.renderString(MAIL_FRAME, { subject, body, support }),
    text: (
      text.renderString(templates.text, data).trim() + text.renderString(SUPPORT_TEXT, { support })
    ).trim(),
  };
};

const oneLine = (subject: string): string => subject.replace(/\s+/g, ' ').trim();

/** A subject is read in a list: what happened is enough there. */
const firstSentence = (text: string): string => /^.*?[.!?](?=\s)/s.exec(text)?.[0] ?? text;

/** Mails rendered with Eta (https://eta.js.org); values are escaped in HTML, plain in text. */
export class EtaMailTemplates implements MailTemplates {
  notice(model: NoticeModel): RenderedMail {
    const data = {
      ...model,
      change: changeSentence(model.outcome, model.tierBefore, model.tierAfter),
      date: readableDate(model.answerBy, model.timeZone),
    };
    const subject = oneLine(
      `Do you still need your ${model.applicationName} license? Please answer by ${data.date}`,
    );
    return render(subject, { html: NOTICE_HTML, text: NOTICE_TEXT }, data, model.support);
  }

  ownerNotice(model: OwnerNoticeModel): RenderedMail {
    const subject = oneLine(`${model.about}: ${firstSentence(model.headline)}`);
    return render(subject, { html: OWNER_HTML, text: OWNER_TEXT }, model, model.support);
  }
}
