import { beforeAll, describe, expect, it } from 'vitest';
import { workerPeaks } from './aws-counts.ts';
import type { ExecutionFacts } from './histories.ts';
import { type Measurement, measure } from './measurement.ts';
import { type Span, overlapOf } from './overlap.ts';
import { lowestRate, mostInASecond, permitMoments } from './rates.ts';
import { type RateFigures, keepReport, marginalLines, peaksByFunction, report } from './report.ts';
import { plannedOf } from './scale-company.ts';
import { SHARE_PER_SECOND, SIZES } from './sizes.ts';
import { largestOf } from './state-data.ts';
import { bringPeopleIn, slowVendorDown, widenLimits } from './tenant.ts';
import { callsWithin, isAboutOneUser, isListPage } from './vendor-log.ts';
import type { WorkerPeak } from './worker-memory.ts';

const MOST_STATE_BYTES = 32 * 1024;
const MOST_WORKER_BYTES = 256 * 1024 * 1024;
const LEAST_WORKERS = 4;
const WINDOW_MS = 10_000;

/** What of a run does not grow with its accounts weighs more with fewer of them; per account the rest may differ by so much. */
const TOLERANCE = 0.15;

const actChildren = ({ run }: Measurement): readonly ExecutionFacts[] =>
  run.machine.children.filter(({ label }) => label === 'actions');

const spanOf = (parts: readonly ExecutionFacts[]): Span => ({
  from: Math.min(...parts.map(({ span }) => span.from)),
  to: Math.max(...parts.map(({ span }) => span.to)),
});

const ratesOf = (one: Measurement): RateFigures => {
  const acting = spanOf(actChildren(one));
  const arrivals = callsWithin(one.run.calls, acting)
    .filter(isAboutOneUser)
    .map(({ at }) => at);
  const light = one.buckets.filter(({ name }) => name.endsWith('#light'));
  return {
    seats: one.seats,
    share: SHARE_PER_SECOND,
    mostWorkers: overlapOf(
      actChildren(one).map(({ span }) => span),
      LEAST_WORKERS,
    ).most,
    limited: [...one.run.calls, ...one.sync.calls].filter(({ status }) => status === 429).length,
    mostPermits: mostInASecond(permitMoments(light, SHARE_PER_SECOND)),
    mostArrivals: mostInASecond(arrivals),
    lowest: lowestRate(arrivals, SHARE_PER_SECOND, WINDOW_MS),
  };
};

describe('runs over companies of different sizes', () => {
  const measurements: Measurement[] = [];
  let peaks: WorkerPeak[] = [];
  const largest = (): Measurement => {
    const found = measurements.at(-1);
    if (found === undefined) throw new Error('Nothing was measured.');
    return found;
  };
  const executions = ({ sync, run }: Measurement): ExecutionFacts[] => [
    sync.machine.own,
    run.machine.own,
    ...run.machine.children,
  ];

  beforeAll(async () => {
    await slowVendorDown();
    await widenLimits();
    await bringPeopleIn(SIZES);
    for (const seats of SIZES) measurements.push(await measure(seats));
    peaks = await workerPeaks();
    const text = report(measurements, peaks, measurements.map(ratesOf));
    keepReport(text, { measurements, peaks });
    process.stdout.write(`\n${text}\n`);
  });

  it('take back every license that is not used', () => {
    expect(measurements.map(({ counts }) => counts)).toEqual(
      SIZES.map((seats) => ({ verified: plannedOf(seats) })),
    );
  });

  it('pull all accounts, page by page', () => {
    for (const { seats, sync, run } of measurements)
      for (const { calls } of [sync, run])
        expect(calls.filter(isListPage).length).toBeGreaterThanOrEqual(Math.ceil(seats / 300));
  });

  it('keep state data small', () => {
    for (const one of measurements.flatMap(executions)) {
      expect(one.largestInput).toBeLessThanOrEqual(MOST_STATE_BYTES);
      expect(one.largestOutput).toBeLessThanOrEqual(MOST_STATE_BYTES);
    }
  });

  it('keep state data of one size, however many accounts there are', () => {
    const [first = new Map<string, number>(), ...others] = measurements.map((one) =>
      largestOf(executions(one).map(({ kinds }) => kinds)),
    );
    expect(first.size).toBeGreaterThan(8);
    // A pause of the vendor is told with its moment, and need not come in every run.
    for (const kinds of others) {
      const shared = [...kinds].filter(([kind]) => first.has(kind));
      expect(shared.length).toBeGreaterThan(8);
      expect(shared).toEqual(shared.map(([kind]) => [kind, first.get(kind)]));
    }
  });

  it('keep every worker within 256 MB', () => {
    const beyond = [...peaksByFunction(peaks)].filter(([, bytes]) => bytes >= MOST_WORKER_BYTES);
    expect(peaks.length).toBeGreaterThan(10);
    expect(beyond).toEqual([]);
  });

  it('act with at least four workers at once', () => {
    expect(ratesOf(largest()).mostWorkers).toBeGreaterThanOrEqual(LEAST_WORKERS);
  });

  it('are never limited by the vendor', () => {
    expect(measurements.map((one) => ratesOf(one).limited)).toEqual(measurements.map(() => 0));
  });

  it('issue no more permits than the share', () => {
    for (const one of measurements) {
      expect(ratesOf(one).mostPermits).toBeGreaterThan(0);
      expect(ratesOf(one).mostPermits).toBeLessThanOrEqual(SHARE_PER_SECOND + 1);
    }
  });

  it('arrive at the vendor no faster than a quarter above the share', () => {
    for (const one of measurements)
      expect(ratesOf(one).mostArrivals).toBeLessThanOrEqual(1.25 * SHARE_PER_SECOND);
  });

  it('use the share while there is work', () => {
    expect(ratesOf(largest()).lowest ?? 0).toBeGreaterThanOrEqual(0.85 * SHARE_PER_SECOND);
  });

  it('take the same for each account', () => {
    const [small = largest()] = measurements;
    const lines = marginalLines(small, largest(), ({ run }) => run);
    const forAccounts = lines.filter(({ what }) => /^(vendor calls|table)/.test(what));
    expect(forAccounts).toHaveLength(3);
    for (const { small: first, large } of forAccounts) {
      expect(large).toBeLessThanOrEqual(first * (1 + TOLERANCE));
      expect(large).toBeGreaterThanOrEqual(first * (1 - TOLERANCE));
    }
    // Shards, Maps and calls are of the run: a small company has nearly as many. A further account never takes more than one of the first.
    const ofRuns = lines.filter(({ what }) => /^(state transitions|invocations)/.test(what));
    expect(ofRuns).toHaveLength(2);
    for (const { more, small: first } of ofRuns) expect(more).toBeLessThanOrEqual(first * (1 + TOLERANCE));
  });
});
