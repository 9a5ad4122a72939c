import { type OpenLedger, changesWithin } from '../../domain/change-ledger.ts';
import { type PlanCounts, type Population, WINDOW_DAYS } from '../../domain/limits.ts';
import { needsNotice } from '../../domain/notice.ts';
import { ENDED_STATES } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { dayOf } from '../../domain/time.ts';
import { pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { orgCharts, teamSizes } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { foldShards } from './run-items.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

interface ShardCounts {
  readonly outcomes: PlanCounts['outcomes'][number][];
  readonly byManager: Map<string, number>;
  notices: number;
}

const countItems = (deps: Deps, run: Run): Promise<ShardCounts[]> =>
  foldShards(deps, run.runId, async (items) => {
    const counts: ShardCounts = { outcomes: [], byManager: new Map(), notices: 0 };
    for await (const item of items) {
      if (ENDED_STATES.has(item.state)) continue;
      counts.outcomes.push(item.outcome.kind);
      if (needsNotice(item, run.workflow.notify)) counts.notices += 1;
      const { managerId } = item;
      if (managerId !== null) counts.byManager.set(managerId, (counts.byManager.get(managerId) ?? 0) + 1);
    }
    return counts;
  });

/** People per team in the chart of now; a manager the chart does not know has nobody. */
const teamsOf = async ({ store }: Deps, shards: readonly ShardCounts[]): Promise<PlanCounts['teams']> => {
  const planned = new Map<string, number>();
  for (const { byManager } of shards)
    for (const [managerId, count] of byManager) planned.set(managerId, (planned.get(managerId) ?? 0) + count);
  const chart = await store.get(orgCharts, {});
  const managers = [...planned];
  const sizes =
    chart === undefined
      ? []
      : await store.getMany(
          teamSizes,
          managers.map(([managerId]) => ({ chartId: chart.chartId, managerId })),
        );
  return managers.map(([managerId, count], index) => ({
    managerId,
    planned: count,
    size: sizes[index]?.size ?? 0,
  }));
};

const licensedIn = async ({ store }: Deps, instanceId: string, pullId: string | null): Promise<number> =>
  pullId === null ? 0 : ((await store.get(pulls, { instanceId, pullId }))?.figures.licensed ?? 0);

/** Licensed accounts of the instance in the run's own pull, and of the application with the other instances as they stand now. */
const licensedOf = async (
  deps: Deps,
  run: Run,
): Promise<Readonly<Record<'instance' | 'application', number>>> => {
  const { instanceId, applicationId } = run.workflow;
  const instance = await licensedIn(deps, instanceId, run.pullId);
  let application = instance;
  for await (const other of everyRecord(deps.store, instances, {}))
    if (other.applicationId === applicationId && other.instanceId !== instanceId)
      application += await licensedIn(deps, other.instanceId, other.currentPullId);
  return { instance, application };
};

/** The plan as the limits look at it, beside what the ledger says of its application. */
export const countPlan = async (
  deps: Deps,
  run: Run,
  ledger: OpenLedger,
): Promise<{ readonly counts: PlanCounts; readonly notices: number }> => {
  const [shards, licensed] = await Promise.all([countItems(deps, run), licensedOf(deps, run)]);
  const today = dayOf(deps.clock.now());
  const population = (of: 'instance' | 'application'): Population => {
    const [week, month] = WINDOW_DAYS.map((days) =>
      changesWithin(ledger, days, today, of === 'instance' ? run.workflow.instanceId : null),
    );
    return { licensed: licensed[of], changed: { 7: week ?? 0, 30: month ?? 0 } };
  };
  const outcomes = shards.flatMap((shard) => shard.outcomes);
  const counts = {
    planned: outcomes.length,
    instance: population('instance'),
    application: population('application'),
    teams: await teamsOf(deps, shards),
    outcomes,
  };
  return { counts, notices: shards.reduce((sum, shard) => sum + shard.notices, 0) };
};
