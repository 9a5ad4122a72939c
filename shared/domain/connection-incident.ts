import * as z from 'zod';
import type { OwnerAction } from './alert.ts';
import type { AuditEvent } from './audit-event.ts';
import { idSchema } from './ids.ts';
import { type Instant, instantSchema, later, msBetween } from './time.ts';

/** Troubles no further apart than this are one incident, unless a recovery was told in between. */
const SAME_INCIDENT_MS = 3_600_000;

const TROUBLES = [
  'connection.needs-reconnect',
  'connection.disconnected',
  'connection.uninstall-doubted',
] as const;

/**
 * The last incident of a connection: from the first trouble that was told to the recovery that was. What people were told last is what
 * they believe, so a trouble within an open incident tells them nothing new, and one after its end always does.
 */
export const connectionIncidentSchema = z.strictObject({
  connectionId: idSchema('connection'),
  /** Which event told of which kind of trouble: each kind is told once. */
  toldBy: z.partialRecord(z.enum(TROUBLES), idSchema('auditEvent')),
  /** The latest trouble, told or not; a recovery of before it did not last. */
  lastTroubleAt: instantSchema.nullable(),
  /** The recovery that ended it, and when; null while it is open. */
  ended: z.strictObject({ by: idSchema('auditEvent'), at: instantSchema }).nullable(),
  version: z.int().min(1),
});
export type ConnectionIncident = z.infer<typeof connectionIncidentSchema>;

/** What an event of a connection means to those who are told: something new, or nothing. `after` is the incident from then on. */
export interface IncidentStep {
  readonly tell: boolean;
  readonly after: Omit<ConnectionIncident, 'connectionId' | 'version'>;
}

type Known = IncidentStep['after'] | undefined;

const isSame = (before: IncidentStep['after'], at: Instant): boolean =>
  before.ended === null &&
  before.lastTroubleAt !== null &&
  msBetween(before.lastTroubleAt, at) < SAME_INCIDENT_MS;

const troubled = (
  before: Known,
  kind: (typeof TROUBLES)[number],
  { eventId, at }: AuditEvent,
): IncidentStep => {
  // An event that comes late, or again, after the recovery it came before.
  if (before !== undefined && before.ended !== null && at <= before.ended.at)
    return { tell: false, after: before };
  if (before === undefined || !isSame(before, at))
    return { tell: true, after: { toldBy: { [kind]: eventId }, lastTroubleAt: at, ended: null } };
  const toldBy = { ...before.toldBy, [kind]: before.toldBy[kind] ?? eventId };
  const lastTroubleAt = later(before.lastTroubleAt ?? at, at);
  return { tell: toldBy[kind] === eventId, after: { ...before, toldBy, lastTroubleAt } };
};

const recovered = (before: Known, { eventId, at }: AuditEvent): IncidentStep => {
  const ended = { by: eventId, at };
  if (before === undefined) return { tell: true, after: { toldBy: {}, lastTroubleAt: null, ended } };
  if (before.ended !== null)
    return before.ended.by === eventId || at <= before.ended.at
      ? { tell: before.ended.by === eventId, after: before }
      : { tell: false, after: { ...before, ended } };
  const didNotLast = before.lastTroubleAt !== null && at < before.lastTroubleAt;
  return didNotLast ? { tell: false, after: before } : { tell: true, after: { ...before, ended } };
};

/**
 * Whether an event of a connection is told. A hundred changes between trouble and health are one incident: the first trouble is told,
 * those after it are not, and a recovery is told only when no trouble came after it; recoveries are looked at some minutes late for
 * that. The event that was told stays the one to tell, so that it may arrive any number of times. Events may come in any order.
 */
export const stepIncident = (before: Known, action: OwnerAction, event: AuditEvent): IncidentStep => {
  const kind = TROUBLES.find((trouble) => trouble === action);
  return kind === undefined ? recovered(before, event) : troubled(before, kind, event);
};
