import { fromString } from 'temporal-polyfill/fns/Duration';
import type { SupportContact } from '../../domain/support-contact.ts';
import type { IsoDuration } from '../../domain/time.ts';

/** One way to reach the support, as people read it and as a link. */
export interface SupportWay {
  readonly text: string;
  readonly href: string;
}

/** A support contact in words; nothing in it is escaped. */
export interface SupportWords {
  readonly name: string;
  readonly ways: readonly SupportWay[];
  /** When somebody is there and how soon they answer, in sentences; empty where neither is set. */
  readonly when: string;
}

/** What a promise is made in. */
const UNITS = { week: 'weeks', day: 'days', hour: 'hours', minute: 'minutes' } as const;

/** A length of time as people read it, e.g. `4 hours` or `1 day and 12 hours`. */
export const durationInWords = (duration: IsoDuration): string => {
  const lengths = fromString(duration);
  const parts = Object.entries(UNITS)
    .filter(([, field]) => lengths[field] !== 0)
    .map(([unit, field]) =>
      new Intl.NumberFormat('en-US', { style: 'unit', unit, unitDisplay: 'long', useGrouping: false }).format(
        lengths[field],
      ),
    );
  return new Intl.ListFormat('en-US', { type: 'conjunction' }).format(parts);
};

/** RFC 6068 §2: what may stand for itself in the address of a mailto link is less than in a mail address. */
const mailHref = (email: string): string => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;

/** RFC 3966 §3: only digits, after a plus where the number is global. */
const phoneHref = (phone: string): string =>
  `tel:${phone.startsWith('+') ? '+' : ''}${phone.replace(/\D/g, '')}`;

/** Whom to ask, how, when, and how soon they answer. */
export const supportWords = (contact: SupportContact): SupportWords => {
  const { name, email, phone, page, hours, timeZone, firstResponse } = contact;
  const ways = [
    ...(email === null ? [] : [{ text: email, href: mailHref(email) }]),
    ...(phone === null ? [] : [{ text: phone, href: phoneHref(phone) }]),
    ...(page === null ? [] : [{ text: page, href: page }]),
  ];
  const sentences = [
    ...(hours === null ? [] : [`Hours: ${hours.replace(/\.$/, '')} (time zone ${timeZone}).`]),
    ...(firstResponse === null ? [] : [`You get a first answer within ${durationInWords(firstResponse)}.`]),
  ];
  return { name, ways, when: sentences.join(' ') };
};
