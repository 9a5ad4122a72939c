import { afterEach, describe, expect, it } from 'vitest';
import { dayOf, plusMs } from '../../shared/domain/time.ts';
import { type Granted, PermitWorkers } from '../support/permit-workers.ts';

const NOON = '2026-03-02T12:00:00.000Z';
const NOON_MS = Date.parse(NOON);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const FOUR = { processes: 4, askers: 4, workMs: 150 };

let workers: PermitWorkers | undefined;
afterEach(async () => {
  await workers?.stop();
  workers = undefined;
});

const start = async (
  limit: { perSecond: number; perDay?: number; day?: 'utc' | 'rolling' },
  at: string,
  size = FOUR,
): Promise<PermitWorkers> => {
  const { perSecond, perDay = null, day = 'utc' } = limit;
  workers = await PermitWorkers.start({ name: 'line', perSecond, perDay, day }, at, size);
  return workers;
};

const moments = (granted: readonly Granted[]): number[] =>
  granted.map(({ atMs }) => atMs).toSorted((a, b) => a - b);

/** The most moments in any second that begins with one of them. */
const mostInASecond = (sorted: readonly number[]): number =>
  Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + SECOND).length));

/** The fewest moments in any ten seconds within a span in which everybody had work. */
const fewestInTenSeconds = (sorted: readonly number[], fromMs: number, toMs: number): number => {
  const begins = sorted.filter((at) => at >= fromMs && at + 10 * SECOND <= toMs);
  return Math.min(
    ...begins.map((from) => sorted.filter((at) => at >= from && at < from + 10 * SECOND).length),
  );
};

const countBy = (granted: readonly Granted[], key: (atMs: number) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { atMs } of granted) counts[key(atMs)] = (counts[key(atMs)] ?? 0) + 1;
  return counts;
};
const dayAt = (ms: number): string => dayOf(plusMs(NOON, ms - NOON_MS));

describe('permits of worker processes that stand in one line', () => {
  it.each([
    [30, FOUR],
    // Calls that take longer than the line's spacing: who takes two moments at a time loses the second.
    [30, { processes: 5, askers: 1, workMs: 100 }],
    [80, { processes: 4, askers: 8, workMs: 150 }],
  ])('at %d a second are never more in any second, and nearly as many as that', async (perSecond, size) => {
    const all = await start({ perSecond }, NOON, size);
    const end = NOON_MS + 14 * SECOND;
    await all.until(end);
    const sorted = moments(all.granted);
    expect(new Set(all.granted.map(({ worker }) => worker)).size).toBe(size.processes);
    expect(new Set(sorted).size).toBe(sorted.length);
    expect(mostInASecond(sorted)).toBeLessThanOrEqual(perSecond + 1);
    const fewest = fewestInTenSeconds(sorted, NOON_MS, end);
    expect(fewest / (10 * perSecond)).toBeGreaterThanOrEqual(0.85);
  });

  it('are not given while anybody said that the vendor wants a pause, and go on right after it', async () => {
    const all = await start({ perSecond: 30 }, NOON);
    await all.until(NOON_MS + 3 * SECOND);
    const saidAt = all.nowMs;
    const endsAt = saidAt + 5 * SECOND;
    await all.block(0, endsAt);
    await all.block(3, saidAt + SECOND);
    const before = all.granted.length;
    await all.until(endsAt + 4 * SECOND);
    const after = all.granted.slice(before);
    expect(after.length).toBeGreaterThan(60);
    for (const { atMs } of after) expect(atMs).toBeGreaterThanOrEqual(endsAt);
    expect(Math.min(...after.map(({ atMs }) => atMs))).toBeLessThan(endsAt + SECOND);
    expect(mostInASecond(moments(all.granted))).toBeLessThanOrEqual(31);
  });

  it('of a UTC day are never more than the day has, and come again at midnight', async () => {
    const all = await start({ perSecond: 30, perDay: 60 }, '2026-03-02T23:59:50.000Z');
    await all.until(Date.parse('2026-03-03T00:00:06.000Z'));
    const days = countBy(all.granted, dayAt);
    expect(Object.keys(days).sort()).toEqual(['2026-03-02', '2026-03-03']);
    for (const count of Object.values(days)) {
      expect(count).toBeLessThanOrEqual(60);
      expect(count).toBeGreaterThanOrEqual(51);
    }
    const tomorrow = all.granted.filter(({ atMs }) => dayAt(atMs) === '2026-03-03');
    expect(Math.min(...tomorrow.map(({ atMs }) => atMs))).toBe(Date.parse('2026-03-03T00:00:00.000Z'));
  });

  it('of any 24 hours are never more than those have, across midnight too', async () => {
    const size = { processes: 3, askers: 2, workMs: 400 * SECOND };
    const all = await start({ perSecond: 30, perDay: 60, day: 'rolling' }, '2026-03-02T22:30:00.000Z', size);
    await all.until(Date.parse('2026-03-04T06:00:00.000Z'));
    const sorted = moments(all.granted);
    const most = Math.max(
      ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 24 * HOUR).length),
    );
    expect(most).toBeLessThanOrEqual(60);
    expect(sorted.length).toBeGreaterThan(60);
  });
});
