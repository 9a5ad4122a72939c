import { MOST_AHEAD, type UsageEvent } from '../../domain/usage-event.ts';
import { type Instant, plus } from '../../domain/time.ts';
import { ValidationError, type Violation } from '../../errors.ts';
import { auditEvent } from '../audit.ts';
import type { DayLogDeps } from '../day-log/day-log-dependencies.ts';
import { type EventGroup, addToGroups } from '../day-log/group-events.ts';
import { receiveEvents } from '../day-log/receive-events.ts';
import type { Caller } from '../dependencies.ts';
import { assertIsCustom } from '../instances/assert-vendor.ts';
import { loadInstance } from '../instances/load-instance.ts';

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

const groupsOf = (instanceId: string, events: readonly UsageEvent[]): EventGroup[] => {
  const groups = new Map<string, EventGroup>();
  for (const { email, timestamp, eventName } of events)
    addToGroups(groups, { log: 'usage', instanceId }, { address: email, at: timestamp, name: eventName });
  return [...groups.values()];
};

/**
 * Takes up to 1,000 usage events of a custom application's instance, all or none: each counts once, however often it is sent. Needs
 * `imports.write`. Throws `ValidationError` naming each event that lies in the future, `NotFoundError`, `ConflictError` where the
 * instance is a vendor's (`not-custom`) or the day has too many events (`day-full`): about 800,000, 50,000 in each of 16 shards.
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
  const groups = groupsOf(instanceId, events);
  const days = new Set(groups.map(({ at }) => at.day)).size;
  const { fresh } = await receiveEvents(deps, groups, () =>
    auditEvent(deps, caller, 'usage.received', {
      applicationId: instance.applicationId,
      instanceId,
      after: { events: events.length, days },
    }),
  );
  return { received: events.length, new: fresh, known: events.length - fresh };
};
