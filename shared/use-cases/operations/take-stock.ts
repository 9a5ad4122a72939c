import type { Instance } from '../../domain/application.ts';
import type { Measures } from '../../domain/measure.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, daysBetween, durationDays, msBetween, plus } from '../../domain/time.ts';
import { connections, instances } from '../../records/applications.ts';
import { openRuns, runs, unclosedRuns } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { currentPullOf } from '../pull/current-pull.ts';
import { undecidedPull } from '../pull/instance-pulls.ts';
import { type CallBudget, startBudget } from '../runs/call-budget.ts';
import { ALL_SHARDS, itemsOf } from '../runs/run-items.ts';

export type StockDependencies = Pick<Basics, 'store' | 'clock'> & PolicyDependencies;

/** A change that was begun so long ago is not being worked on: an intent is taken up again after minutes. */
const UNSETTLED_AFTER = 'PT1H';

/** Stages in which something may have been sent to the vendor. */
const SENDING: readonly Run['stage'][] = ['recheck', 'act', 'verify', 'report'];

const every = async <R>(records: AsyncIterable<R>): Promise<R[]> => {
  const all: R[] = [];
  for await (const record of records) all.push(record);
  return all;
};

/** When the accounts that readers of an instance follow were read; its making where none were. */
const readAt = async (deps: StockDependencies, instance: Instance): Promise<Instant> => {
  const pull = await currentPullOf(deps, instance);
  return pull?.sources.find(({ source }) => source === 'accounts')?.observedAt ?? instance.createdAt;
};

const stockOfInstances = async (deps: StockDependencies): Promise<Measures> => {
  const { staleAfter } = await policyInForce(deps);
  const stock = { ConnectionsBrokenNow: 0, InstancesStale: 0, PullsUndecided: 0 };
  const connected = new Set<string>();
  for (const { state, instanceId } of await every(everyRecord(deps.store, connections, {}))) {
    if (state === 'needs-reconnect') stock.ConnectionsBrokenNow += 1;
    if (state === 'connected') connected.add(instanceId);
  }
  for (const instance of await every(everyRecord(deps.store, instances, {}))) {
    if (!connected.has(instance.instanceId)) continue;
    const age = daysBetween(await readAt(deps, instance), deps.clock.now());
    if (age > durationDays(staleAfter)) stock.InstancesStale += 1;
    if ((await undecidedPull(deps, instance.instanceId)) !== undefined) stock.PullsUndecided += 1;
  }
  return stock;
};

/** Changes of a run that were begun long ago and have no known outcome. */
const unsettledOf = async (deps: StockDependencies, runId: string, budget: CallBudget): Promise<number> => {
  let unsettled = 0;
  for (const shard of ALL_SHARDS) {
    if (budget.isSpent()) break;
    for await (const { state, intent } of itemsOf(deps, runId, shard))
      if (state === 'acting' && intent !== null)
        if (msBetween(plus(intent.at, UNSETTLED_AFTER), deps.clock.now()) > 0) unsettled += 1;
  }
  return unsettled;
};

const stockOfRuns = async (deps: StockDependencies): Promise<Measures> => {
  const stock = { RunsOpen: 0, RunsPaused: 0, RunsStoppedNow: 0, PlansUndecided: 0, ChangesUnsettled: 0 };
  const budget = startBudget(deps.clock);
  const open = await every(everyRecord(deps.store, openRuns, {}));
  for (const { runId } of open) {
    const run = await deps.store.get(runs, { runId });
    if (run === undefined) continue;
    stock.RunsOpen += 1;
    const waitsFor = run.wait?.decision === null ? run.wait.phase : null;
    if (waitsFor === 'reconnect') stock.RunsPaused += 1;
    if (waitsFor === 'parked') stock.PlansUndecided += 1;
    if (run.stop !== null && !run.stop.byItself) stock.RunsStoppedNow += 1;
    if (SENDING.includes(run.stage)) stock.ChangesUnsettled += await unsettledOf(deps, runId, budget);
  }
  for (const { runId } of await every(everyRecord(deps.store, unclosedRuns, {})))
    stock.ChangesUnsettled += await unsettledOf(deps, runId, budget);
  return stock;
};

/**
 * How things stand now, for alarms about what waits too long: counted from the tables and changing nothing. What can't be counted
 * within one call, some ten thousand items, is left out.
 */
export const takeStock = async (deps: StockDependencies): Promise<Measures> => ({
  ...(await stockOfInstances(deps)),
  ...(await stockOfRuns(deps)),
  StopSwitchOn: (await policyInForce(deps)).killSwitch.on ? 1 : 0,
});
