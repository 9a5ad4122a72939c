import { MOST_AHEAD, type UsageEvent } from '../../domain/usage-event.ts';
import { type Instant, plus } from '../../domain/time.ts';
import { ConflictError, ValidationError, type Violation } from '../../errors.ts';
import type { LoggedDay } from '../../records/day-log.ts';
import { loggedDays } from '../../records/day-log.ts';
import { auditEvent } from '../audit.ts';
import type { DayLogDeps } from '../day-log/day-log-dependencies.ts';
import { eachOf } from '../day-log/each-of.ts';
import { type EventGroup, addToGroups } from '../day-log/group-events.ts';
import { type NamedGroup, landEvents, nameGroups } from '../day-log/land-events.ts';
import { takeIn } from '../day-log/take-in.ts';
import type { Caller } from '../dependencies.ts';
import { assertIsCustom } from '../instances/assert-vendor.ts';
import { loadInstance } from '../instances/load-instance.ts';

/** Different events of a day and shard that requests add to, about 800,000 a day in all: taking in needs some 25 MB for each such shard. */
const MOST_OF_SHARD = 50_000;

/** Shards that are taken in side by side, within the 192 MB that a function of the API has for what it reads. */
const LANES = 4;

/** Changes of one commit. */
const MARKS_AT_ONCE = 98;

/** What a request came to. `known`: the same events had come before, in this request or an earlier one. */
export interface PushedEvents {
  readonly received: number;
  readonly new: number;
  readonly known: number;
}

const assertInTime = (events: readonly UsageEvent[], now: Instant): void => {
  const last = plus(now, MOST_AHEAD);
  const violations = events.flatMap(({ timestamp }, index): Violation[] =>
    timestamp <= last
      ? []
      : [{ field: `events.${String(index)}.timestamp`, rule: 'must not be more than a day ahead' }],
  );
  if (violations.length > 0)
    throw new ValidationError('Events lie in the future. Nothing was taken.', violations);
};

const assertRoom = (logged: readonly (LoggedDay | undefined)[]): void => {
  const full = logged.find((day) => day !== undefined && day.summary.events >= MOST_OF_SHARD);
  if (full !== undefined)
    throw new ConflictError(
      'day-full',
      `There are too many different events of ${full.day} to take more of them by request. Send further ones as a file.`,
    );
};

const groupsOf = (instanceId: string, events: readonly UsageEvent[]): EventGroup[] => {
  const groups = new Map<string, EventGroup>();
  for (const { email, timestamp, eventName } of events)
    addToGroups(groups, { log: 'usage', instanceId }, { address: email, at: timestamp, name: eventName });
  return [...groups.values()];
};

/** Takes each group in, and counts what of it was new. What had been taken in before it was sent is known. */
const takeInAll = async (
  deps: DayLogDeps,
  groups: readonly NamedGroup[],
  before: readonly (LoggedDay | undefined)[],
): Promise<number> => {
  const countFresh = async ({ at, landing }: NamedGroup, index: number): Promise<number> => {
    const isRepeat = before[index]?.taken.some((taken) => taken.landing === landing) === true;
    const taken = await takeIn(deps, at);
    return isRepeat ? 0 : (taken.get(landing) ?? 0);
  };
  const fresh = await eachOf(groups, countFresh, LANES);
  return fresh.reduce((sum, count) => sum + count, 0);
};

/**
 * Takes up to 1,000 usage events of a custom application's instance, all or none: each counts once, however often it is sent. Needs
 * `imports.write`. Throws `ValidationError` naming each event that lies in the future, `NotFoundError`, `ConflictError` where the
 * instance is a vendor's (`not-custom`) or the day has too many events (`day-full`).
 */
export const pushUsageEvents = async (
  deps: DayLogDeps,
  caller: Caller,
  instanceId: string,
  events: readonly UsageEvent[],
): Promise<PushedEvents> => {
  const instance = await loadInstance(deps, instanceId);
  assertIsCustom(instance);
  assertInTime(events, deps.clock.now());
  const groups = nameGroups(deps, groupsOf(instanceId, events));
  const before = await deps.store.getMany(
    loggedDays,
    groups.map(({ at }) => at),
  );
  assertRoom(before);
  const marks = await landEvents(deps, groups);
  // The events count from the commit on, whose event speaks of all of them; marks beyond its room are made before it.
  const beyond = marks.slice(MARKS_AT_ONCE);
  if (beyond.length > 0) await deps.store.writeMany(beyond);
  const days = new Set(groups.map(({ at }) => at.day)).size;
  const event = auditEvent(deps, caller, 'usage.received', {
    applicationId: instance.applicationId,
    instanceId,
    after: { events: events.length, days },
  });
  await deps.store.commit(marks.slice(0, MARKS_AT_ONCE), event);
  const fresh = await takeInAll(deps, groups, before);
  return { received: events.length, new: fresh, known: events.length - fresh };
};
