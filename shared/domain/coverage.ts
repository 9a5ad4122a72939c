import * as z from 'zod';
import { type Day, type Instant, dayOf, instantSchema, plusDays } from './time.ts';

const coveragePeriodSchema = z.strictObject({
  from: instantSchema,
  /** Null while it is attached. */
  to: instantSchema.nullable(),
});
/** When a connection was attached to its instance, from its first consent to a disconnect. */
export type CoveragePeriod = z.infer<typeof coveragePeriodSchema>;

/**
 * The periods of a connection, oldest first. Those that touch are one, so that there is at most one for two days: a connection that is
 * taken off and put back every other day has 40 kB of them after six years.
 */
export const coverageSchema = z.array(coveragePeriodSchema);

/** The periods of a connection; of one that was stored before they were, the present one. */
export const coverageOf = ({
  coverage,
  connectedAt,
}: {
  readonly coverage?: readonly CoveragePeriod[] | undefined;
  readonly connectedAt: Instant | null;
}): readonly CoveragePeriod[] => coverage ?? (connectedAt === null ? [] : [{ from: connectedAt, to: null }]);

/** The periods once the connection is attached at a moment; the same where it is attached already. */
export const attachedAt = (coverage: readonly CoveragePeriod[], at: Instant): CoveragePeriod[] => {
  const last = coverage.at(-1);
  if (last === undefined) return [{ from: at, to: null }];
  if (last.to === null) return [...coverage];
  const goesOn = dayOf(at) <= plusDays(dayOf(last.to), 1);
  return goesOn
    ? [...coverage.slice(0, -1), { from: last.from, to: null }]
    : [...coverage, { from: at, to: null }];
};

/** The periods once the connection is disconnected at a moment; the same where it is not attached. */
export const detachedAt = (coverage: readonly CoveragePeriod[], at: Instant): CoveragePeriod[] => {
  const last = coverage.at(-1);
  return last?.to === null ? [...coverage.slice(0, -1), { from: last.from, to: at }] : [...coverage];
};

/** The period a day is in: from the day it was attached, to the day it was disconnected, both included. */
export const coveringPeriod = (coverage: readonly CoveragePeriod[], day: Day): CoveragePeriod | undefined =>
  coverage.find(({ from, to }) => dayOf(from) <= day && (to === null || day <= dayOf(to)));
