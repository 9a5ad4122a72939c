import { addressOfLine, atLeastSummary, rollUp } from '../../domain/day-rollup.ts';
import { minus } from '../../domain/time.ts';
import { CorruptDataError } from '../../errors.ts';
import { put, remove } from '../../records/change.ts';
import {
  type DayLog,
  type DayMark,
  type DayShard,
  type LoggedDay,
  dayMarks,
  loggedDays,
} from '../../records/day-log.ts';
import { untilDone } from '../until-done.ts';
import type { DayLogDeps } from './day-log-dependencies.ts';
import { eachOf } from './each-of.ts';
import { type Landing, baseKey, getEventLines, putEventLines, waitingLandings } from './day-objects.ts';
import { writeSignInDays } from './write-sign-in-days.ts';
import { writeUsedDays } from './write-used-days.ts';

/** Landings whose new events are remembered: more than come at one moment. */
const MOST_REMEMBERED = 64;

/** How many events of each landing were new when it was taken in, by its name. One that brought nothing new may be missing. */
export type Taken = ReadonlyMap<string, number>;

/** Whether events are counted by name. A sign-in's name is its own id, which nobody else has. */
const NAMES_COUNT: Readonly<Record<DayLog['log'], boolean>> = { usage: true, sso: false };

const takenOf = (logged: LoggedDay | undefined): Map<string, number> =>
  new Map((logged?.taken ?? []).map(({ landing, fresh }) => [landing, fresh]));

/** Every different event of a day so far; `isWhole`: none of them has expired. */
const known = async (
  { objects, clock, settings }: DayLogDeps,
  at: DayShard,
  logged: LoggedDay | undefined,
): Promise<{ readonly lines: Set<string>; readonly isWhole: boolean }> => {
  if (logged === undefined) return { lines: new Set(), isWhole: true };
  if (logged.since < minus(clock.now(), settings.landedExpiry)) return { lines: new Set(), isWhole: false };
  const lines = await getEventLines(objects, baseKey(at, logged.base));
  return lines === undefined
    ? { lines: new Set(), isWhole: false }
    : { lines: new Set(lines), isWhole: true };
};

interface Read {
  readonly fresh: Map<string, number>;
  readonly addresses: Set<string>;
}

/** Adds landings to what is known. `conflict`: one of the log's is gone, since somebody else took it in meanwhile. */
const readLandings = async (
  { objects }: DayLogDeps,
  lines: Set<string>,
  landings: readonly Landing[],
): Promise<Read | 'conflict'> => {
  const fresh = new Map<string, number>();
  const addresses = new Set<string>();
  for (const { name, key, isOurs } of landings) {
    const landed = await getEventLines(objects, key);
    if (landed === undefined && isOurs) return 'conflict';
    if (landed === undefined) throw new CorruptDataError('Rows of an import are no longer there.');
    const before = lines.size;
    for (const line of landed) {
      lines.add(line);
      addresses.add(addressOfLine(line));
    }
    if (lines.size > before) fresh.set(name, lines.size - before);
  }
  return { fresh, addresses };
};

/** The day with what came new; a day that had expired begins anew, and says that it is not exact. */
const nextDay = (
  { ids, clock }: DayLogDeps,
  at: DayShard,
  logged: LoggedDay | undefined,
  isWhole: boolean,
  summary: LoggedDay['summary'],
  fresh: ReadonlyMap<string, number>,
): LoggedDay => {
  const isExact = isWhole && (logged?.isExact ?? true);
  const taken = [...takenOf(logged), ...fresh].map(([landing, count]) => ({ landing, fresh: count }));
  return {
    ...at,
    base: ids.next('operation'),
    summary: logged === undefined || isExact ? summary : atLeastSummary(logged.summary, summary),
    since: logged === undefined || !isWhole ? clock.now() : logged.since,
    isExact,
    taken: taken.slice(-MOST_REMEMBERED),
    version: (logged?.version ?? 0) + 1,
  };
};

const clearMark = async ({ store }: DayLogDeps, mark: DayMark | undefined): Promise<void> => {
  // A conflict says that something landed since: whoever landed it takes it in.
  if (mark !== undefined) await store.write([remove(dayMarks, mark, { version: mark.version })]);
};

/** Stores what came new under the next version. `conflict`: somebody else was faster. */
const storeDay = async (
  { store, objects }: DayLogDeps,
  at: DayShard,
  logged: LoggedDay | undefined,
  next: LoggedDay,
  lines: ReadonlySet<string>,
): Promise<'done' | 'conflict'> => {
  await putEventLines(objects, baseKey(at, next.base), lines);
  const expect = logged === undefined ? 'absent' : { version: logged.version };
  const { kind } = await store.write([put(loggedDays, next, expect)]);
  if (kind === 'conflict') await objects.remove([baseKey(at, next.base)]);
  return kind;
};

const takeInOnce = async (
  deps: DayLogDeps,
  at: DayShard,
  given: readonly Landing[],
): Promise<Taken | 'conflict'> => {
  // Read first: a landing lies there before its mark is made.
  const mark = await deps.store.get(dayMarks, at);
  const logged = await deps.store.get(loggedDays, at);
  const landings = [...(await waitingLandings(deps.objects, at)), ...given];
  if (landings.length === 0) {
    await clearMark(deps, mark);
    return takenOf(logged);
  }
  const { lines, isWhole } = await known(deps, at, logged);
  const read = await readLandings(deps, lines, landings);
  if (read === 'conflict') return read;
  const { summary, days } = rollUp(lines, read.addresses, NAMES_COUNT[at.log]);
  const isNew = logged === undefined || read.fresh.size > 0;
  const day = isNew ? nextDay(deps, at, logged, isWhole, summary, read.fresh) : logged;
  if (isNew && (await storeDay(deps, at, logged, day, lines)) === 'conflict') return 'conflict';
  if (at.log === 'usage') await writeUsedDays(deps, at, days, day);
  else await writeSignInDays(deps, at, days);
  const done = landings.filter(({ isOurs }) => isOurs).map(({ key }) => key);
  if (isNew && logged !== undefined) done.push(baseKey(at, logged.base));
  await deps.objects.remove(done);
  await clearMark(deps, mark);
  return takenOf(day);
};

/**
 * Takes everything in that landed for a day and shard, and what is given besides, and rolls it up. What comes of it depends only on
 * which events landed, not on their order, on how often, or on who was cut off where: repeating it, also side by side, comes to the same.
 */
export const takeIn = (deps: DayLogDeps, at: DayShard, given: readonly Landing[] = []): Promise<Taken> =>
  untilDone(() => takeInOnce(deps, at, given));

/** Marks of one log that are read at once, logs that are looked at side by side, and marks that are worked on side by side. */
const MARKS_AT_ONCE = 100;
const LOOKS = 8;
const LANES = 4;

const marksOf = async ({ store }: DayLogDeps, log: DayLog): Promise<DayShard[]> => {
  const { records } = await store.page(dayMarks, log, { limit: MARKS_AT_ONCE });
  return records.map(({ day, shard }) => ({ ...log, day, shard }));
};

/**
 * Takes in what landed in some logs and waits, as far as the time goes: what was left by workers that were cut off, or landed to be taken
 * in together. `more`: some is left.
 */
export const takeInMarked = async (
  deps: DayLogDeps,
  logs: readonly DayLog[],
  isSpent: () => boolean,
): Promise<'done' | 'more'> => {
  let left = logs;
  while (left.length > 0) {
    if (isSpent()) return 'more';
    const marked = await eachOf(left, (log) => marksOf(deps, log), LOOKS);
    const taken = await eachOf(
      marked.flat(),
      async (at) => {
        if (isSpent()) return false;
        await takeIn(deps, at);
        return true;
      },
      LANES,
    );
    if (taken.includes(false)) return 'more';
    left = left.filter((_, index) => marked[index]?.length === MARKS_AT_ONCE);
  }
  return 'done';
};
