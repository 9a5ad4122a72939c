import { addSummaries } from '../../domain/day-rollup.ts';
import { SHARDS } from '../../domain/plan.ts';
import { type Day, dayOf, plusDays } from '../../domain/time.ts';
import { dayFigures } from '../../records/accounts.ts';
import { loggedDays } from '../../records/day-log.ts';
import { usersEstimates } from '../../records/provisioned.ts';
import type { Basics } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { type AskedDays, type DayPage, daysOfPage } from './read-provisioned.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** Days of one read: 16 records each. */
const MOST_DAYS = 100;

/** How many people used an instance; null where nobody knows. */
export interface EngagedDay {
  readonly day: Day;
  /** On that day. */
  readonly people: number | null;
  /** On that day or one of the 27 before. */
  readonly peopleLately: number | null;
}

const sortedFirst = (days: readonly (Day | undefined)[]): Day | undefined =>
  days.filter((day) => day !== undefined).toSorted()[0];

const firstDays = async ({ store }: Deps, instanceId: string) => {
  const first = { limit: 1 };
  const [logged, figures] = await Promise.all([
    store.page(loggedDays, { log: 'usage', instanceId }, first),
    store.page(dayFigures, { instanceId }, first),
  ]);
  return { logged: logged.records[0]?.day, figures: figures.records[0]?.day };
};

/**
 * How many people used an instance on each day, oldest first: by its own events, or by what its vendor reports. Reads at most 18 records
 * a day, however many people there are. Fault `NotFoundError` without the instance.
 */
export const engagementByDay = async (
  deps: Deps,
  instanceId: string,
  asked: AskedDays,
  { limit, after }: { readonly limit: number; readonly after: Day | null },
): Promise<DayPage<EngagedDay>> => {
  const { store } = deps;
  await loadInstance(deps, instanceId);
  const known = await firstDays(deps, instanceId);
  const page = { limit: Math.min(limit, MOST_DAYS), after };
  const span = daysOfPage(sortedFirst([known.logged, known.figures]), asked, dayOf(deps.clock.now()), page);
  if (span === null) return { items: [], next: null };
  const { from, to, next } = span;
  const ofDays = { limit: MOST_DAYS, from, to };
  const [logged, estimates, figures] = await Promise.all([
    // Sort keys of a logged day go on with `#`, which sorts before `~`.
    store.page(loggedDays, { log: 'usage', instanceId }, { limit: MOST_DAYS * SHARDS, from, to: `${to}~` }),
    store.page(usersEstimates, { instanceId }, ofDays),
    store.page(dayFigures, { instanceId }, ofDays),
  ]);
  const byDay = Map.groupBy(logged.records, ({ day }) => day);
  const estimated = new Map(estimates.records.map(({ day, engagedLately }) => [day, engagedLately]));
  const pulled = new Map(figures.records.map((one) => [one.day, one.figures.engagedLately]));
  const isLogged = (day: Day): boolean => known.logged !== undefined && day >= known.logged;
  const items: EngagedDay[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) {
    const shards = byDay.get(day) ?? [];
    const { people } = addSummaries(shards.map(({ summary }) => summary));
    const peopleLately = estimated.get(day) ?? pulled.get(day) ?? null;
    items.push({ day, people: isLogged(day) ? people : null, peopleLately });
  }
  return { items, next };
};
