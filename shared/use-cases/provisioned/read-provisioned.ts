import type { DayFigures } from '../../domain/pull.ts';
import { coverageOf } from '../../domain/coverage.ts';
import {
  type ListedFigure,
  type ProvisionedDay,
  type SeriesParts,
  listedUsers,
  provisionedDays,
  provisionedOn,
} from '../../domain/provisioned-series.ts';
import { type Day, dayOf, plusDays, startOfDay } from '../../domain/time.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { dayFigures } from '../../records/accounts.ts';
import type { Collection } from '../../records/collection.ts';
import { usersEstimates } from '../../records/provisioned.ts';
import { connectionsOfInstance } from '../connections/load-connection.ts';
import type { Basics } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** Days of one read: as many as a page of a list has at most. */
const MOST_DAYS = 500;

interface Span {
  readonly from: Day;
  readonly to: Day;
}

type ByDay<R extends { readonly instanceId: string; readonly day: Day }> = Collection<
  R,
  { instanceId: string; day: string },
  { instanceId: string }
>;

/** The records of a span of at most {@link MOST_DAYS} days, and the last one before it: what it says holds until there is another. */
const ofSpan = async <R extends { readonly instanceId: string; readonly day: Day }>(
  store: RecordStore,
  target: ByDay<R>,
  instanceId: string,
  { from, to }: Span,
): Promise<R[]> => {
  const before = { limit: 1, to: plusDays(from, -1), descending: true };
  const [earlier, within] = await Promise.all([
    store.page(target, { instanceId }, before),
    store.page(target, { instanceId }, { limit: MOST_DAYS, from, to }),
  ]);
  return [...earlier.records, ...within.records];
};

/** Figures that do not say over which connection they were read are left out: those of a time before that was written down. */
const figureOf = ({ day, connectionId, readAt, figures }: DayFigures): ListedFigure[] =>
  connectionId === undefined
    ? []
    : [{ day, connectionId, count: listedUsers(figures), observedAt: readAt ?? startOfDay(day) }];

const partsOf = async ({ store }: Deps, instanceId: string, span: Span): Promise<SeriesParts> => {
  const [connections, figures, estimates] = await Promise.all([
    connectionsOfInstance({ store }, instanceId),
    ofSpan(store, dayFigures, instanceId, span),
    ofSpan(store, usersEstimates, instanceId, span),
  ]);
  return {
    connections: connections
      .filter(({ deletingSince }) => deletingSince === undefined)
      .map((connection) => ({ ...connection, coverage: coverageOf(connection) })),
    figures: figures.flatMap(figureOf),
    estimates,
  };
};

/** The first day of which anything is known; undefined where nothing is. */
const firstDay = async ({ store }: Deps, instanceId: string): Promise<Day | undefined> => {
  const first = { limit: 1 };
  const [figures, estimates] = await Promise.all([
    store.page(dayFigures, { instanceId }, first),
    store.page(usersEstimates, { instanceId }, first),
  ]);
  return [...figures.records, ...estimates.records].map(({ day }) => day).toSorted()[0];
};

/**
 * How many users an instance has now. Reads the same few records however many there are. Fault `NotFoundError` without the instance.
 */
export const provisionedNow = async (deps: Deps, instanceId: string): Promise<ProvisionedDay> => {
  await loadInstance(deps, instanceId);
  const day = dayOf(deps.clock.now());
  return { day, ...provisionedOn(await partsOf(deps, instanceId, { from: day, to: day }), day) };
};

/** Which days to read, both included: from the first that is known, up to today, where left out. */
export interface AskedDays {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** A page of days and the last one of it, behind which the next page goes on; null at the end. */
export interface DayPage<Item> {
  readonly items: readonly Item[];
  readonly next: Day | null;
}

/** The days of one page, or null where there are none. `after` is the last day of the page before. */
export const daysOfPage = (
  known: Day | undefined,
  { from, to }: AskedDays,
  today: Day,
  { limit, after }: { readonly limit: number; readonly after: Day | null },
): (Span & { readonly next: Day | null }) | null => {
  if (known === undefined) return null;
  const asked = from === undefined || from < known ? known : from;
  const first = after === null ? asked : plusDays(after, 1);
  const last = to === undefined || to > today ? today : to;
  if (first > last) return null;
  const end = plusDays(first, Math.min(limit, MOST_DAYS) - 1);
  return end < last ? { from: first, to: end, next: end } : { from: first, to: last, next: null };
};

/** How many users an instance had on each day, oldest first. Fault `NotFoundError` without the instance. */
export const provisionedByDay = async (
  deps: Deps,
  instanceId: string,
  asked: AskedDays,
  page: { readonly limit: number; readonly after: Day | null },
): Promise<DayPage<ProvisionedDay>> => {
  await loadInstance(deps, instanceId);
  const span = daysOfPage(await firstDay(deps, instanceId), asked, dayOf(deps.clock.now()), page);
  if (span === null) return { items: [], next: null };
  const parts = await partsOf(deps, instanceId, span);
  return { items: provisionedDays(parts, span.from, span.to), next: span.next };
};
