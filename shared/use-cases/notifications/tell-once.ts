import type { Notice } from '../../domain/notice-text.ts';
import type { SupportContact } from '../../domain/support-contact.ts';
import { msBetween, plus } from '../../domain/time.ts';
import type { MailReference, MailTemplates } from '../../ports/mail-templates.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { Permits, RateLimit } from '../../ports/permits.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { ownerNotices } from '../../records/technical.ts';
import type { Basics } from '../dependencies.ts';
import { THROTTLE_PAUSE, mailLimit } from '../mail/mail-limit.ts';
import { supportContactIfReadable } from '../organization/support-contact.ts';

export interface TellDependencies extends Pick<Basics, 'store' | 'clock' | 'secrets'> {
  readonly permits: Permits;
  /** What the stage's settings allow; its name is `mail`. */
  readonly mail: RateLimit;
  readonly mailer: Mailer;
  readonly templates: MailTemplates;
}

/** `later`: the mail service wants a pause, and the rest is told when the event comes back. */
export interface TellResult {
  readonly kind: 'told' | 'later';
}

/** Somebody who is told, and why it is them. */
export interface Recipient {
  readonly email: string;
  readonly because: string;
}

/** What remembers that somebody was told. */
export interface Mark {
  readonly isSet: () => Promise<boolean>;
  /** Refused where it is set. */
  readonly set: Change<true>;
  readonly unset: Change<true>;
}

/** What is told to whom. */
interface Telling<R extends Recipient> {
  /** What the mails are found by at the mail service: letters, digits, `-` and `_`. */
  readonly name: string;
  /** What a mail begins with: an application's name, or ours. */
  readonly about: string;
  readonly reference: MailReference | null;
  readonly notice: Notice;
  readonly recipients: readonly R[];
  readonly markOf: (recipient: R) => Mark;
}

/** Longest wait for a permit. */
const PERMIT_WAIT_MS = 5_000;

/** How long it is remembered who was told: longer than any queue keeps an event. */
const REMEMBERED = 'P30D';

/** The mark of an event, by address. */
export const eventMark =
  ({ clock, store, secrets }: TellDependencies, eventId: string) =>
  ({ email }: Recipient): Mark => {
    const mark = { eventId, recipient: secrets.sha256(email) };
    return {
      isSet: async () => (await store.get(ownerNotices, mark)) !== undefined,
      set: put(ownerNotices, { ...mark, expiresAt: plus(clock.now(), REMEMBERED) }, 'absent'),
      unset: remove(ownerNotices, mark),
    };
  };

const tellOne = async <R extends Recipient>(
  deps: TellDependencies,
  { name, about, reference, notice, markOf }: Telling<R>,
  recipient: R,
  support: SupportContact | null,
): Promise<TellResult['kind']> => {
  const { clock, store } = deps;
  const { email, because } = recipient;
  if (await markOf(recipient).isSet()) return 'told';
  const permit = await deps.permits.take(deps.mail, PERMIT_WAIT_MS);
  if (permit.kind === 'wait') return 'later';
  await clock.sleep(Math.max(0, msBetween(clock.now(), permit.notBefore)));
  const { set, unset } = markOf(recipient);
  if ((await store.write([set])).kind === 'conflict') return 'told';
  const mail = deps.templates.ownerNotice({ about, reference, ...notice, because, support });
  const result = await deps.mailer.send({ ...mail, to: email, tags: { eventId: name } });
  if (result.kind !== 'throttled') return 'told';
  await store.write([unset]);
  await deps.permits.block(deps.mail.name, plus(clock.now(), THROTTLE_PAUSE[result.wait]));
  return 'later';
};

/** Tells everybody, each once however often it is asked for. A mail whose outcome is unknown is not sent again. */
export const tellOnce = async <R extends Recipient>(
  deps: TellDependencies,
  telling: Telling<R>,
): Promise<TellResult> => {
  const limited = { ...deps, mail: await mailLimit(deps) };
  const support = await supportContactIfReadable(deps);
  for (const recipient of telling.recipients)
    if ((await tellOne(limited, telling, recipient, support)) === 'later') return { kind: 'later' };
  return { kind: 'told' };
};
