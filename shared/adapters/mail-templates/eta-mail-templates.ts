import { Eta } from 'eta';
import type {
  MailTemplates,
  NoticeModel,
  OwnerNoticeModel,
  RenderedMail,
} from '../../ports/mail-templates.ts';
import { MAIL_FRAME, NOTICE_HTML, NOTICE_TEXT, OWNER_HTML, OWNER_TEXT } from './templates.ts';
import { changeSentence, readableDate } from './wording.ts';

const html = new Eta({ autoEscape: true, autoTrim: false });
const text = new Eta({ autoEscape: false, autoTrim: false });

const frame = (subject: string, body: string): string => html.renderString(MAIL_FRAME, { subject, body });

const oneLine = (subject: string): string => subject.replace(/\s+/g, ' ').trim();

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
    return {
      subject,
      html: frame(subject, html.renderString(NOTICE_HTML, data)),
      text: text.renderString(NOTICE_TEXT, data).trim(),
    };
  }

  ownerNotice(model: OwnerNoticeModel): RenderedMail {
    const subject = oneLine(`${model.applicationName}: ${model.headline}`);
    return {
      subject,
      html: frame(subject, html.renderString(OWNER_HTML, model)),
      text: text.renderString(OWNER_TEXT, model).trim(),
    };
  }
}
