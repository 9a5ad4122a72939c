import * as z from 'zod';
import { type Trouble, troubleKindSchema } from './connection-trouble.ts';
import { idSchema } from './ids.ts';
import { type Instant, type IsoDuration, instantSchema, plus } from './time.ts';

/** What an incident is about: whether the connection works, or reports about it that may be false. The two know nothing of each other. */
const incidentAboutSchema = z.enum(['health', 'doubt']);

/**
 * The last incident of a connection: from the first trouble, of which people are told, to the recovery, of which the same people are.
 * In between nobody is told anything.
 */
export const connectionIncidentSchema = z.strictObject({
  connectionId: idSchema('connection'),
  about: incidentAboutSchema,
  /** Counts the incidents of the connection from 1. */
  number: z.int().min(1),
  /** The trouble people are told of. Another one that came within the same incident is only shown. */
  kind: troubleKindSchema,
  reason: z.string().max(1000).nullable(),
  openedAt: instantSchema,
  lastTroubleAt: instantSchema,
  /** Since when it works again without a break; null while it does not. */
  wellSince: instantSchema.nullable(),
  /** When everybody had been told of the trouble; null before. */
  toldAt: instantSchema.nullable(),
  /** When it was over; null while it is open. */
  endedAt: instantSchema.nullable(),
  /** When everybody who was told of the trouble had been told of the recovery. */
  recoveryToldAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type ConnectionIncident = z.infer<typeof connectionIncidentSchema>;

/** What is judged of an incident; who it is about and how often it was written are the store's. */
export type IncidentState = Omit<ConnectionIncident, 'connectionId' | 'about' | 'version'>;

export interface IncidentRules {
  /** An incident lasts so long at least: whatever comes and goes within it is one. */
  readonly incidentWindow: IsoDuration;
  /** The connection has to work for so long before an incident is over. */
  readonly recoveryHold: IsoDuration;
}

const opened = (number: number, { kind, reason }: Trouble, at: Instant): IncidentState => ({
  ...{ number, kind, reason, openedAt: at, lastTroubleAt: at },
  ...{ wellSince: null, toldAt: null, endedAt: null, recoveryToldAt: null },
});

/**
 * Whether a trouble within an open incident is another one: it needs something else to be done, or is the next report that may be
 * false, and people were told of the first long enough ago. An uninstall is told at once: it is for good, and comes only once.
 */
const isAnother = (
  { kind, openedAt }: IncidentState,
  trouble: Trouble,
  at: Instant,
  { incidentWindow }: IncidentRules,
): boolean => {
  if (trouble.kind === 'uninstalled') return kind !== 'uninstalled';
  const isNews = trouble.kind !== kind || kind === 'uninstall-doubted';
  return isNews && kind !== 'uninstalled' && at >= plus(openedAt, incidentWindow);
};

/**
 * The incident after a trouble at a moment. Troubles may come in any order, and any number of times. The same object where nothing is
 * new.
 */
export const afterTrouble = (
  before: IncidentState | undefined,
  trouble: Trouble,
  at: Instant,
  rules: IncidentRules,
): IncidentState => {
  if (before === undefined) return opened(1, trouble, at);
  const { number, endedAt, lastTroubleAt, wellSince } = before;
  // What comes in late was before the recovery that people were told of.
  if (endedAt !== null) return at > endedAt ? opened(number + 1, trouble, at) : before;
  if (isAnother(before, trouble, at, rules)) return opened(number + 1, trouble, at);
  if (at <= lastTroubleAt) return before;
  return { ...before, lastTroubleAt: at, wellSince: wellSince !== null && at < wellSince ? wellSince : null };
};

/**
 * The incident after a look that found the connection well: over, once it has worked for long enough. `connectedAt` is the last consent,
 * since which it works where no trouble came later. The same object where nothing is new.
 */
export const afterWell = (
  before: IncidentState | undefined,
  connectedAt: Instant | null,
  now: Instant,
  { incidentWindow, recoveryHold }: IncidentRules,
): IncidentState | undefined => {
  if (before?.endedAt !== null || now <= before.lastTroubleAt) return before;
  const since = connectedAt !== null && connectedAt > before.lastTroubleAt ? connectedAt : now;
  const wellSince = before.wellSince ?? since;
  const isOver = now >= plus(before.openedAt, incidentWindow) && now >= plus(wellSince, recoveryHold);
  if (isOver) return { ...before, wellSince, endedAt: now };
  return wellSince === before.wellSince ? before : { ...before, wellSince };
};

/**
 * The incident after a look that found a trouble, which an event told of before, as a rule. The same object where nothing is new: looks
 * are many.
 */
export const afterLook = (
  before: IncidentState | undefined,
  trouble: Trouble,
  now: Instant,
  rules: IncidentRules,
): IncidentState => {
  const isKnown = before?.endedAt === null && before.wellSince === null && before.kind === trouble.kind;
  return isKnown ? before : afterTrouble(before, trouble, now, rules);
};
