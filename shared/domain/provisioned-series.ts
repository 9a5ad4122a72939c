import type { CoveragePeriod } from './coverage.ts';
import { coveringPeriod } from './coverage.ts';
import { NO_ESTIMATE, type ProvisionedUsers } from './provisioned-users.ts';
import type { Figures } from './pull.ts';
import { type Day, type Instant, dayOf, plusDays } from './time.ts';
import type { Vendor } from './vendor.ts';

/** What was counted on a day by reading everything a connection lists. */
export interface ListedFigure {
  readonly day: Day;
  /** The connection it was read over, or null: the application itself published its users. */
  readonly connectionId: string | null;
  readonly count: number;
  readonly observedAt: Instant;
}

/** Users among the accounts a source lists: those it let in, or invited. Who was deactivated is listed and is no user. */
export const listedUsers = ({ active, pending }: Pick<Figures, 'active' | 'pending'>): number =>
  active + pending;

/** What was estimated on a day without any connector. */
export interface StoredEstimate {
  readonly day: Day;
  readonly users: ProvisionedUsers;
}

/** A connection of the instance, as far as it matters to which days it speaks for. */
export interface CoveringConnection {
  readonly connectionId: string;
  readonly vendor: Vendor;
  readonly coverage: readonly CoveragePeriod[];
}

/** What a series is made of; days in order. */
export interface SeriesParts {
  readonly connections: readonly CoveringConnection[];
  readonly figures: readonly ListedFigure[];
  readonly estimates: readonly StoredEstimate[];
}

/** How many users an instance had on a day. */
export type ProvisionedDay = ProvisionedUsers & { readonly day: Day };

/** The newest of a day or before; undefined where there is none. */
const upTo = <T extends { readonly day: Day }>(inOrder: readonly T[], day: Day): T | undefined =>
  inOrder.findLast((one) => one.day <= day);

const readOn = ({ connections, figures }: SeriesParts, day: Day): ProvisionedUsers | undefined => {
  for (const { connectionId, vendor, coverage } of connections.toReversed()) {
    const period = coveringPeriod(coverage, day);
    if (period === undefined) continue;
    const own = figures.filter((figure) => figure.connectionId === connectionId);
    const figure = upTo(own, day);
    // What was read before the connection was taken off says nothing of the time since it is back.
    if (figure === undefined || figure.day < dayOf(period.from)) continue;
    const { count, observedAt } = figure;
    return { rule: 'listed', count, source: { kind: 'connection', connectionId, vendor }, observedAt };
  }
  return undefined;
};

const publishedOn = ({ figures }: SeriesParts, day: Day): ProvisionedUsers | undefined => {
  const published = figures.filter(({ connectionId }) => connectionId === null);
  const figure = upTo(published, day);
  if (figure === undefined) return undefined;
  return {
    ...{ rule: 'listed', count: figure.count, source: { kind: 'application' } },
    observedAt: figure.observedAt,
  };
};

/**
 * How many users an instance had on a day: what the connector that was attached then had listed last, or the application published last,
 * else what was estimated last. All stay as they are until something newer is known, and say when they were read.
 */
export const provisionedOn = (parts: SeriesParts, day: Day): ProvisionedUsers =>
  readOn(parts, day) ?? publishedOn(parts, day) ?? upTo(parts.estimates, day)?.users ?? NO_ESTIMATE;

/** The days of a span, both ends included. */
export const provisionedDays = (parts: SeriesParts, from: Day, to: Day): ProvisionedDay[] => {
  const days: ProvisionedDay[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push({ day, ...provisionedOn(parts, day) });
  return days;
};
