import type { LicenseTier } from '../domain/account.ts';
import type { SupportContact } from '../domain/support-contact.ts';
import type { Instant } from '../domain/time.ts';
import type { Outcome } from '../domain/workflow.ts';

/** What the notice to one affected person says. */
export interface NoticeModel {
  /** First name, or null to greet without one. */
  readonly firstName: string | null;
  readonly applicationName: string;
  readonly outcome: Outcome['kind'];
  readonly tierBefore: LicenseTier;
  readonly tierAfter: LicenseTier;
  /** Why, as a sentence without the person's data, e.g. the rule's name. */
  readonly reason: string;
  readonly answerBy: Instant;
  /** IANA zone the date is shown in. */
  readonly timeZone: string;
  readonly answerUrl: string;
  /** Whom the reader may ask. */
  readonly support: SupportContact | null;
}

/** What a mail is about, by the id under which the API has it. */
export interface MailReference {
  readonly what: 'Run' | 'Instance' | 'Connection';
  readonly id: string;
}

/** What somebody is told when something needs a person. */
export interface OwnerNoticeModel {
  /** What it is about: the name of an application, or our own. */
  readonly about: string;
  /** What happened; the subject has its first sentence. */
  readonly headline: string;
  /** What to do about it, one sentence. */
  readonly fix: string;
  readonly reference: MailReference | null;
  /** Why this reader is told, after "because", e.g. `you set this connection up`. */
  readonly because: string;
  /** Whom the reader may ask. */
  readonly support: SupportContact | null;
}

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Renders mails; every value is escaped in HTML. */
export interface MailTemplates {
  notice(model: NoticeModel): RenderedMail;
  ownerNotice(model: OwnerNoticeModel): RenderedMail;
}
