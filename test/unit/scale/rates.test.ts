import { describe, expect, it } from 'vitest';
import { overlapOf } from '../../scale/overlap.ts';
import { lowestRate, mostInASecond, permitMoments } from '../../scale/rates.ts';

/** Moments, so many a second, for some seconds. */
const steady = (perSecond: number, seconds: number, from = 0): number[] =>
  Array.from({ length: perSecond * seconds }, (_, index) => from + (index * 1_000) / perSecond);

describe('the most in a second', () => {
  it('is that of the fullest second, wherever it begins', () => {
    expect(mostInASecond(steady(25, 5))).toBe(25);
    expect(mostInASecond([...steady(25, 5), 2_500, 2_501])).toBe(27);
    expect(mostInASecond([0, 999, 1_000, 1_998])).toBe(3);
    expect(mostInASecond([])).toBe(0);
  });
});

describe('permits', () => {
  const bucket = { name: 'con#light', day: '2026-03-02', blockedUntilMs: 0 };

  it('are those between two versions of the bucket, each a spacing after the other', () => {
    const writes = [
      { ...bucket, version: 2, usedToday: 3, nextFreeMs: 1_300 },
      { ...bucket, version: 1, usedToday: 1, nextFreeMs: 100 },
    ];
    expect(permitMoments(writes, 10)).toEqual([0, 1_100, 1_200]);
  });

  it('begin anew with a day', () => {
    const writes = [
      { ...bucket, version: 1, usedToday: 7, nextFreeMs: 700 },
      { ...bucket, version: 2, day: '2026-03-03', usedToday: 1, nextFreeMs: 900 },
    ];
    expect(permitMoments(writes, 10).at(-1)).toBe(800);
    expect(permitMoments(writes, 10)).toHaveLength(8);
  });
});

describe('the lowest rate', () => {
  it('is looked for only while more is due than a window can hold', () => {
    expect(lowestRate(steady(10, 60), 10, 10_000)).toBe(10);
    expect(lowestRate(steady(10, 9), 10, 10_000)).toBeNull();
  });

  it('shows a pause', () => {
    const paused = [...steady(10, 20), ...steady(10, 20, 25_000)];
    expect(lowestRate(paused, 10, 10_000)).toBe(5);
  });
});

describe('overlapping spans', () => {
  it('are counted at their most, and timed', () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 2, to: 8 },
      { from: 8, to: 9 },
    ];
    expect(overlapOf(spans, 2)).toEqual({ most: 2, msOfCount: 7 });
  });
});
