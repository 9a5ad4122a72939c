import * as z from 'zod';
import { accountStatusSchema, licenseTierSchema } from './account.ts';
import {
  type EngagementWindow,
  engagementWindowSchema,
  signInsSchema,
  sourceStateSchema,
} from './activity.ts';
import { type Instant, daysBetween, instantSchema, plusDays } from './time.ts';

/** What one good pull said of the use of an account: as much as a rule can ask of it. */
export const observationSchema = z.strictObject({
  /** When the pull had read the accounts; the same for all of them. */
  at: instantSchema,
  status: accountStatusSchema,
  tier: licenseTierSchema,
  lastLoginAt: instantSchema.nullable(),
  /** Sources that were read completely. */
  complete: z.array(sourceStateSchema.shape.source),
  /** Per feature at most two spans: to the last one with use, and the days after it. */
  engagement: z.array(engagementWindowSchema),
  signIns: signInsSchema.nullable(),
});
export type Observation = z.infer<typeof observationSchema>;

/** How many observations have to agree before anybody becomes a candidate, and how many days they are apart at least. */
export const observationsSchema = z.strictObject({
  needed: z.int().min(1),
  apartDays: z.number().min(0),
  /** Earlier ones, newest first, each apart from the next. */
  earlier: z.array(observationSchema),
});

/** Most observations a policy can ask for. */
export const MOST_OBSERVATIONS = 5;

/**
 * Spans of one feature as two: that which ends with the last use, and the days since. A rule asks whether there was use since a day, and
 * whether every day since was read; both have the same answer from these as from all spans.
 */
const condensed = (windows: readonly EngagementWindow[]): EngagementWindow[] => {
  const [last, ...before] = windows.toSorted((a, b) => (a.to > b.to ? -1 : a.to < b.to ? 1 : 0));
  if (last === undefined) return [];
  let { from } = last;
  for (const window of before) if (plusDays(window.to, 1) >= from && window.from < from) from = window.from;
  const used = windows.filter(({ count }) => count > 0);
  const usedTo = used
    .map(({ to }) => to)
    .toSorted()
    .at(-1);
  const { feature, to } = last;
  if (usedTo === undefined) return [{ feature, from, to, count: 0 }];
  const count = used.reduce((sum, window) => sum + window.count, 0);
  return [
    { feature, from: from <= usedTo ? from : usedTo, to: usedTo, count },
    ...(usedTo < to ? [{ feature, from: plusDays(usedTo, 1), to, count: 0 }] : []),
  ];
};

/** Condenses spans, feature by feature. */
export const condenseEngagement = (windows: readonly EngagementWindow[]): EngagementWindow[] =>
  [...new Set(windows.map(({ feature }) => feature))].flatMap((feature) =>
    condensed(windows.filter((window) => window.feature === feature)),
  );

/**
 * The observations to keep when another one is made, newest first. Kept are those that are apart from each other, so that however often is
 * pulled the list stays short and its second or third entry is old enough; the newest stands in front whenever it was made.
 */
export const keepObservations = (
  own: Observation,
  before: readonly Observation[],
  apartDays: number,
): Observation[] => {
  const [newest, next] = before;
  const isApart =
    newest !== undefined && (next === undefined || daysBetween(next.at, newest.at) >= apartDays);
  return [own, ...(isApart ? before : before.slice(1))].slice(0, MOST_OBSERVATIONS);
};

/** The observations that are old enough beside one made at a moment, newest first. */
export const earlierThan = (seen: readonly Observation[], at: Instant, apartDays: number): Observation[] =>
  seen.filter((observation) => daysBetween(observation.at, at) >= apartDays);
