import { type Day, plusDays } from './time.ts';

/** A span of UTC days, both ends included. */
interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** What a vendor's reports allow, in days. */
interface Reach {
  readonly maxSpanDays: number;
  readonly reachDays: number;
}

/** `from` to `to` in pieces of at most `maxDays` days. */
export const splitSpan = (from: Day, to: Day, maxDays: number): Span[] => {
  const spans: Span[] = [];
  for (let start = from; start <= to; start = plusDays(start, maxDays)) {
    const end = plusDays(start, maxDays - 1);
    spans.push({ from: start, to: end < to ? end : to });
  }
  return spans;
};

/**
 * The spans whose use is asked of a vendor: from the furthest day asked about (as far as reports reach) to today, without a gap,
 * with a boundary at every number of days asked about, since a span that only partly lies within a window can't tell whether its
 * use does. Today stands alone, so that a later reading knows what of today was known already.
 */
export const engagementSpans = (today: Day, lookbackDays: readonly number[], reach: Reach): Span[] => {
  const starts = [
    ...new Set([...lookbackDays.map((days) => plusDays(today, -Math.min(days, reach.reachDays))), today]),
  ].sort();
  return starts.flatMap((from, index) => {
    const next = starts[index + 1];
    return splitSpan(from, next === undefined ? today : plusDays(next, -1), reach.maxSpanDays);
  });
};
