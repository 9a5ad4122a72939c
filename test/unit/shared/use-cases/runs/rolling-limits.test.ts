import { describe, expect, it } from 'vitest';
import type { ChangeLedger } from '../../../../../shared/domain/change-ledger.ts';
import { changeLedgers } from '../../../../../shared/records/change-ledgers.ts';
import { put } from '../../../../../shared/records/change.ts';
import { planItems, runs } from '../../../../../shared/records/runs.ts';
import { guardStep } from '../../../../../shared/use-cases/runs/guard-step.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${String(index)}`);

const applicationId = IDS.application;
const ledgerOf = (world: RunWorld) => world.store.get(changeLedgers, { applicationId });

/** A plan of some accounts out of 100, with a ledger that says what happened before. */
const planned = async (count: number, before: Partial<ChangeLedger> = {}): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(names(count), {}, () => ({}), 100);
  const ledger = { applicationId, reserved: [], made: [], version: 1, ...before };
  await world.seed(put(changeLedgers, ledger, 'any'));
  return world;
};

const made = (day: string, count: number) => ({ day, instanceId: IDS.instance, count });

describe('limits over all workflows', () => {
  it('count what was changed in the last 7 and 30 days', async () => {
    // The tests' present is 2 March 2026.
    const week = await planned(6, { made: [made('2026-02-24', 10)] });
    expect(await guardStep(week.all(), week.input())).toMatchObject({ outcome: 'parked' });
    expect((await week.run()).trips.map(({ limit, planned: all }) => [limit, all])).toEqual([
      ['instance-7-days', 16],
      ['application-7-days', 16],
    ]);
    const month = await planned(6, { made: [made('2026-02-10', 20)] });
    await guardStep(month.all(), month.input());
    expect((await month.run()).trips.map(({ limit }) => limit)).toEqual([
      'instance-30-days',
      'application-30-days',
    ]);
    const before = await planned(6, { made: [made('2026-01-30', 90)] });
    expect(await guardStep(before.all(), before.input())).toMatchObject({ outcome: 'ok' });
  });

  it('count what other open plans may still change', async () => {
    const world = await planned(6, {
      reserved: [{ runId: 'run_00000000-other', instanceId: IDS.instance, count: 10 }],
    });
    expect(await guardStep(world.all(), world.input())).toMatchObject({ outcome: 'parked' });
  });

  it('take room for a plan that passes, and give it back where nothing came of it', async () => {
    const world = await planned(6);
    await guardStep(world.all(), world.input());
    expect((await ledgerOf(world))?.reserved).toEqual([
      { runId: IDS.run, instanceId: IDS.instance, count: 6 },
    ]);
    await cancelRun(world.all(), ADMIN, IDS.run);
    await reportStep(world.all(), world.input());
    expect(await ledgerOf(world)).toMatchObject({ reserved: [], made: [] });
  });

  it('keep what was changed, and what may have been, by its day', async () => {
    const world = await new RunWorld().open();
    const acted = '2026-03-01T10:00:00.000Z';
    const intent = { operationId: 'opn_00000000-one', at: acted, attempts: 3 };
    await world.plan(names(4), {}, (name) => {
      if (name === 'p0') return { state: 'verified', actedAt: acted };
      if (name === 'p1') return { state: 'acted', actedAt: '2026-02-28T23:59:59.000Z' };
      return name === 'p2' ? { state: 'failed', intent } : { state: 'refused', intent };
    });
    // Nobody can be asked what came of the change that was not read back.
    await world.setConnection({ state: 'disconnected' });
    await reportStep(world.all(), world.input());
    expect((await ledgerOf(world))?.made).toEqual(
      expect.arrayContaining([made('2026-03-01', 2), made('2026-02-28', 1)]),
    );
    expect((await ledgerOf(world))?.made).toHaveLength(2);
  });

  it('forget what no window reaches', async () => {
    const world = await planned(2, { made: [made('2026-01-01', 5), made('2026-02-20', 1)] });
    await guardStep(world.all(), world.input());
    await reportStep(world.all(), world.input());
    expect((await ledgerOf(world))?.made).toEqual([made('2026-02-20', 1)]);
  });

  it('let one of two plans pass that are judged at the same moment', async () => {
    const world = await planned(10);
    const other = { ...(await world.run()), runId: 'run_00000000-other', version: 1 };
    const items = await world.items();
    const copies = items.map((item) => put(planItems, { ...item, runId: other.runId }, 'any'));
    await world.seed(put(runs, other, 'any'), ...copies);
    const results = await Promise.all([
      guardStep(world.all(), world.input()),
      guardStep(world.all(), { runId: other.runId }),
    ]);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['ok', 'parked']);
  });
});
