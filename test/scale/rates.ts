import type { BucketWrite } from './traffic.ts';

const SECOND = 1_000;

/** The most moments in any window of a length that begins with one of them. */
export const mostWithin = (moments: readonly number[], windowMs: number): number => {
  const sorted = moments.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, moment] of sorted.entries()) {
    while (moment - (sorted[first] ?? moment) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
};

/** The most moments in any second. */
export const mostInASecond = (moments: readonly number[]): number => mostWithin(moments, SECOND);

/**
 * The moments of all permits that were issued, by the versions of their bucket as they were stored one after the other: a block of `n`
 * permits ends at the next free moment, and one is every 1/rate seconds.
 */
export const permitMoments = (writes: readonly BucketWrite[], perSecond: number): number[] => {
  const spacing = SECOND / perSecond;
  const inOrder = writes.toSorted((a, b) => a.version - b.version);
  return inOrder.flatMap((write, index) => {
    const before = inOrder[index - 1];
    const used = before?.day === write.day ? before.usedToday : 0;
    const issued = write.usedToday - used;
    return Array.from({ length: issued }, (_, place) => write.nextFreeMs - (issued - place) * spacing);
  });
};

/**
 * The lowest rate averaged over any window of `windowMs` after whose beginning more work was left than the window can hold at the
 * share; null where there was never so much.
 */
export const lowestRate = (
  arrivals: readonly number[],
  perSecond: number,
  windowMs: number,
): number | null => {
  const sorted = arrivals.toSorted((a, b) => a - b);
  const most = (perSecond * windowMs) / SECOND;
  let lowest: number | null = null;
  for (const [index, moment] of sorted.entries()) {
    // The calls after the window are the proof that more was due than the window could hold.
    if (sorted.length - index <= most) break;
    const held = sorted.findIndex((other, place) => place > index && other - moment >= windowMs);
    const count = (held === -1 ? sorted.length : held) - index;
    const rate = (count * SECOND) / windowMs;
    lowest = lowest === null ? rate : Math.min(lowest, rate);
  }
  return lowest;
};
