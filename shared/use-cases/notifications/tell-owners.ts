import type { AuditEvent } from '../../domain/audit-event.ts';
import { type OwnerNotice, ownerNoticeOf } from '../../domain/owner-notice.ts';
import { msBetween, plus } from '../../domain/time.ts';
import type { MailTemplates } from '../../ports/mail-templates.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { Permits, RateLimit } from '../../ports/permits.ts';
import { applications, instances } from '../../records/applications.ts';
import { put, remove } from '../../records/change.ts';
import { ownerNotices } from '../../records/technical.ts';
import type { Basics } from '../dependencies.ts';

export interface TellOwnersDependencies extends Pick<Basics, 'store' | 'clock' | 'secrets'> {
  readonly permits: Permits;
  /** What the mail service allows; its name is `mail`. */
  readonly mail: RateLimit;
  readonly mailer: Mailer;
  readonly templates: MailTemplates;
}

/** `later`: the mail service wants a pause, and the rest is told when the event comes back. */
export interface TellOwnersResult {
  readonly kind: 'told' | 'later';
}

/** Longest wait for a permit. */
const PERMIT_WAIT_MS = 5_000;

/** How long it is remembered who was told: longer than any queue keeps an event. */
const REMEMBERED = 'P30D';

/** How long nobody sends once the mail service said "later"; it does not say when. */
const THROTTLE_PAUSE = 'PT30S';

/** The application an event is about: named by it, or by its instance. */
const applicationOf = async ({ store }: TellOwnersDependencies, event: AuditEvent) => {
  const { instanceId } = event;
  const instance = instanceId === null ? undefined : await store.get(instances, { instanceId });
  const applicationId = event.applicationId ?? instance?.applicationId;
  return applicationId === undefined ? undefined : store.get(applications, { applicationId });
};

const tellOne = async (
  deps: TellOwnersDependencies,
  event: AuditEvent,
  applicationName: string,
  notice: OwnerNotice,
  email: string,
): Promise<TellOwnersResult['kind']> => {
  const { clock, store, secrets } = deps;
  const mark = { eventId: event.eventId, recipient: secrets.sha256(email) };
  if ((await store.get(ownerNotices, mark)) !== undefined) return 'told';
  const permit = await deps.permits.take(deps.mail, PERMIT_WAIT_MS);
  if (permit.kind === 'wait') return 'later';
  await clock.sleep(Math.max(0, msBetween(clock.now(), permit.notBefore)));
  const expiresAt = plus(clock.now(), REMEMBERED);
  const marked = await store.write([put(ownerNotices, { ...mark, expiresAt }, 'absent')]);
  if (marked.kind === 'conflict') return 'told';
  const mail = deps.templates.ownerNotice({ applicationName, ...notice, url: null });
  const result = await deps.mailer.send({ ...mail, to: email, tags: { eventId: event.eventId } });
  if (result.kind !== 'throttled') return 'told';
  await store.write([remove(ownerNotices, mark)]);
  await deps.permits.block(deps.mail.name, plus(clock.now(), THROTTLE_PAUSE));
  return 'later';
};

/**
 * Tells the contacts of an application what needs them, each once however often the event arrives. A mail whose outcome is unknown is
 * not sent again.
 */
export const tellOwners = async (
  deps: TellOwnersDependencies,
  event: AuditEvent,
): Promise<TellOwnersResult> => {
  const notice = ownerNoticeOf(event);
  if (notice === null) return { kind: 'told' };
  const application = await applicationOf(deps, event);
  if (application === undefined) return { kind: 'told' };
  for (const email of new Set(application.contacts.map((contact) => contact.email)))
    if ((await tellOne(deps, event, application.name, notice, email)) === 'later') return { kind: 'later' };
  return { kind: 'told' };
};
