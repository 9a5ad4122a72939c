import type { AuditEvent } from '../../domain/audit-event.ts';
import { ConflictError } from '../../errors.ts';
import { type LoggedDay, loggedDays } from '../../records/day-log.ts';
import type { DayLogDeps } from './day-log-dependencies.ts';
import { eachOf } from './each-of.ts';
import type { EventGroup } from './group-events.ts';
import { type NamedGroup, landEvents, nameGroups } from './land-events.ts';
import { takeIn } from './take-in.ts';

/** Different events of a day and shard that requests add to: taking in needs some 25 MB for each such shard. */
const MOST_OF_SHARD = 50_000;

/** Shards that are taken in side by side, within the 192 MB that a function of the API has for what it reads; more where all are small. */
const LANES = 4;
const LANES_OF_SMALL = 16;
const SMALL = 5_000;

/** Changes of one commit. */
const MARKS_AT_ONCE = 97;

/** What landed events came to: how many had not come before, and how many are still to be taken in, by whoever takes in next. */
export interface Received {
  readonly fresh: number;
  readonly waiting: number;
}

const eventsOf = (day: LoggedDay | undefined): number => day?.summary.events ?? 0;

const assertRoom = (logged: readonly (LoggedDay | undefined)[]): void => {
  const full = logged.find((day) => eventsOf(day) >= MOST_OF_SHARD);
  if (full !== undefined)
    throw new ConflictError(
      'day-full',
      `There are too many different events of ${full.day} to take more of them by request. Send further ones as a file.`,
    );
};

/** Takes each group in, and counts what of it was new. What had been taken in before it was sent is known. */
const takeInAll = async (
  deps: DayLogDeps,
  groups: readonly NamedGroup[],
  before: readonly (LoggedDay | undefined)[],
  isSpent: () => boolean,
): Promise<Received> => {
  const lanes = before.every((day) => eventsOf(day) <= SMALL) ? LANES_OF_SMALL : LANES;
  const results = await eachOf(
    groups,
    async ({ at, landing, lines }, index): Promise<Received> => {
      if (isSpent()) return { fresh: 0, waiting: lines.size };
      const isRepeat = before[index]?.taken.some((taken) => taken.landing === landing) === true;
      const taken = await takeIn(deps, at);
      return { fresh: isRepeat ? 0 : (taken.get(landing) ?? 0), waiting: 0 };
    },
    lanes,
  );
  return results.reduce(
    (sum, { fresh, waiting }) => ({ fresh: sum.fresh + fresh, waiting: sum.waiting + waiting }),
    { fresh: 0, waiting: 0 },
  );
};

/**
 * Lands events of a request, lets them count by the commit of `event`, and takes them in, as far as the time goes. Throws `ConflictError`
 * (`day-full`) before anything landed.
 */
export const receiveEvents = async (
  deps: DayLogDeps,
  groups: Iterable<EventGroup>,
  event: () => AuditEvent,
  isSpent: () => boolean = () => false,
): Promise<Received> => {
  const named = nameGroups(deps, groups);
  const before = await deps.store.getMany(
    loggedDays,
    named.map(({ at }) => at),
  );
  assertRoom(before);
  const marks = await landEvents(deps, named);
  // The events count from the commit on, whose event speaks of all of them; marks beyond its room are made before it.
  const beyond = marks.slice(MARKS_AT_ONCE);
  if (beyond.length > 0) await deps.store.writeMany(beyond);
  await deps.store.commit(marks.slice(0, MARKS_AT_ONCE), event());
  return takeInAll(deps, named, before, isSpent);
};
