import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Notice } from '../../domain/owner-notice.ts';
import type { SupportContact } from '../../domain/support-contact.ts';
import { msBetween, plus } from '../../domain/time.ts';
import type { MailTemplates } from '../../ports/mail-templates.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { Permits, RateLimit } from '../../ports/permits.ts';
import { put, remove } from '../../records/change.ts';
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

/** Who is told, by address, and why it is them: an address that two reasons lead to is told once. */
export type Recipients = ReadonlyMap<string, string>;

/** Longest wait for a permit. */
const PERMIT_WAIT_MS = 5_000;

/** How long it is remembered who was told: longer than any queue keeps an event. */
const REMEMBERED = 'P30D';

interface Telling extends Notice {
  readonly about: string;
  readonly support: SupportContact | null;
}

const tellOne = async (
  deps: TellDependencies,
  { eventId }: Pick<AuditEvent, 'eventId'>,
  telling: Telling,
  [email, because]: readonly [string, string],
): Promise<TellResult['kind']> => {
  const { clock, store, secrets } = deps;
  const mark = { eventId, recipient: secrets.sha256(email) };
  if ((await store.get(ownerNotices, mark)) !== undefined) return 'told';
  const permit = await deps.permits.take(deps.mail, PERMIT_WAIT_MS);
  if (permit.kind === 'wait') return 'later';
  await clock.sleep(Math.max(0, msBetween(clock.now(), permit.notBefore)));
  const expiresAt = plus(clock.now(), REMEMBERED);
  const marked = await store.write([put(ownerNotices, { ...mark, expiresAt }, 'absent')]);
  if (marked.kind === 'conflict') return 'told';
  const mail = deps.templates.ownerNotice({ ...telling, because, url: null });
  const result = await deps.mailer.send({ ...mail, to: email, tags: { eventId } });
  if (result.kind !== 'throttled') return 'told';
  await store.write([remove(ownerNotices, mark)]);
  await deps.permits.block(deps.mail.name, plus(clock.now(), THROTTLE_PAUSE[result.wait]));
  return 'later';
};

/**
 * Tells everybody of an event, each once however often it arrives. A mail whose outcome is unknown is not sent again. `about` is what
 * the mail begins with: an application's name, or ours.
 */
export const tellOnce = async (
  deps: TellDependencies,
  event: Pick<AuditEvent, 'eventId'>,
  about: string,
  { headline, fix }: Notice,
  recipients: Recipients,
): Promise<TellResult> => {
  const limited = { ...deps, mail: await mailLimit(deps) };
  const telling = { about, headline, fix, support: await supportContactIfReadable(deps) };
  for (const recipient of recipients)
    if ((await tellOne(limited, event, telling, recipient)) === 'later') return { kind: 'later' };
  return { kind: 'told' };
};
