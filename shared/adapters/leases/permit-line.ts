import type * as z from 'zod';
import { countMore, countedWithinDay, freeAgainAt, nextHour } from '../../domain/rolling-day.ts';
import { type Day, dayOf, plusDays, plusMs, startOfDay } from '../../domain/time.ts';
import type { RateLimit } from '../../ports/permits.ts';
import type { rateBuckets } from '../../records/technical.ts';

/** The line of one limit as it is stored. */
export type Bucket = z.infer<typeof rateBuckets.schema>;

const EPOCH = '1970-01-01T00:00:00.000Z';

/** A moment in milliseconds since the epoch as an instant; a fraction is rounded up, so that nothing is too early. */
export const instantAt = (ms: number): string => plusMs(EPOCH, Math.ceil(ms));

const dayAt = (ms: number): Day => dayOf(plusMs(EPOCH, Math.floor(ms)));

/**
 * Milliseconds from one permit to the next, rounded up to 1/1024 ms: multiples of that are exact in a double until the year 2248
 * (2^53 / 1024 ms), so that sums of them never run ahead of the rate.
 */
export const spacingOf = (perSecond: number): number => Math.ceil((1000 / perSecond) * 1024) / 1024;

/** The line nobody has stood in yet. */
export const emptyBucket = (name: string, nowMs: number): Bucket => ({
  name,
  nextFreeMs: 0,
  blockedUntilMs: 0,
  day: dayAt(nowMs),
  usedToday: 0,
  version: 0,
});

/** The next moments of a line, taken out of it; or the moment before which there is none. */
export type Block =
  | { readonly kind: 'block'; readonly slots: readonly number[]; readonly bucket: Bucket }
  | { readonly kind: 'none'; readonly beforeMs: number };

/** What a line still has for the day of a moment, and until when its counts are of one piece; or from when on there is more. */
const dayLeft = (
  bucket: Bucket,
  { perDay, day: kind }: RateLimit,
  firstMs: number,
): { readonly left: number; readonly endMs: number; readonly moreFromMs: number } => {
  const at = instantAt(firstMs);
  if (kind === 'rolling') {
    const counts = bucket.byHour ?? {};
    const left = perDay === null ? Infinity : perDay - countedWithinDay(counts, at);
    const moreFrom = left > 0 ? at : freeAgainAt(counts, perDay ?? 0, at);
    return { left, endMs: Date.parse(nextHour(at)), moreFromMs: Date.parse(moreFrom) };
  }
  const day = dayAt(firstMs);
  const usedToday = day > bucket.day ? 0 : bucket.usedToday;
  const endMs = Date.parse(startOfDay(plusDays(day, 1)));
  return { left: perDay === null ? Infinity : perDay - usedToday, endMs, moreFromMs: endMs };
};

/**
 * Takes up to `size` moments from a line, all of one UTC day (or hour, where a day is any 24 hours), the first at most `maxWaitMs` from
 * now. The daily count is of the day a permit is for, and a permit that is never used counts.
 */
export const takeBlock = (
  bucket: Bucket,
  limit: RateLimit,
  nowMs: number,
  maxWaitMs: number,
  size: number,
): Block => {
  const first = Math.max(bucket.nextFreeMs, bucket.blockedUntilMs, nowMs);
  const { left, endMs, moreFromMs } = dayLeft(bucket, limit, first);
  if (left <= 0) return { kind: 'none', beforeMs: moreFromMs };
  if (first - nowMs > maxWaitMs) return { kind: 'none', beforeMs: first };
  const spacing = spacingOf(limit.perSecond);
  const slots = Array.from({ length: Math.min(size, left) }, (_, index) => first + index * spacing).filter(
    (slot) => slot < endMs,
  );
  const nextFreeMs = first + slots.length * spacing;
  const day = dayAt(first);
  const usedToday = (day > bucket.day ? 0 : bucket.usedToday) + slots.length;
  const byHour = countMore(bucket.byHour ?? {}, instantAt(first), slots.length);
  const counted = { ...bucket, nextFreeMs, day, usedToday, version: bucket.version + 1 };
  return { kind: 'block', slots, bucket: limit.day === 'rolling' ? { ...counted, byHour } : counted };
};
