import type { z } from 'zod';
import { CONTRACT, type guardStep as contract } from '../../contracts/workflow-steps.ts';
import { type LimitTrip, type PlanCounts, judgeLimits } from '../../domain/limits.ts';
import { needsNotice, noticeCapacity } from '../../domain/notice.ts';
import { ENDED_STATES } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, dayOf, plus } from '../../domain/time.ts';
import type { RateLimit } from '../../ports/permits.ts';
import { pulls } from '../../records/accounts.ts';
import { remove } from '../../records/change.ts';
import { orgCharts, teamSizes } from '../../records/org-chart.ts';
import { openRuns } from '../../records/runs.ts';
import { rateBuckets } from '../../records/technical.ts';
import type { Basics, Settings } from '../dependencies.ts';
import { foldShards, shardsWith } from './run-items.ts';
import { type RunUpdate, SYSTEM_RUN, isOver, loadRun, updateRun } from './run-progress.ts';

export interface GuardDependencies extends Basics {
  readonly settings: Pick<Settings, 'notifyAllowance'>;
  /** What the mail service allows; its name is `mail`. */
  readonly mail: RateLimit;
}

type GuardOutput = z.infer<typeof contract.output>;

interface ShardCounts {
  readonly outcomes: PlanCounts['outcomes'][number][];
  readonly byManager: Map<string, number>;
  notices: number;
}

const countItems = (deps: GuardDependencies, run: Run): Promise<ShardCounts[]> =>
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
const teamsOf = async (
  { store }: GuardDependencies,
  shards: readonly ShardCounts[],
): Promise<PlanCounts['teams']> => {
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

const countPlan = async (
  deps: GuardDependencies,
  run: Run,
): Promise<{ readonly counts: PlanCounts; readonly notices: number }> => {
  const shards = await countItems(deps, run);
  const { instanceId } = run.workflow;
  const pull =
    run.pullId === null ? undefined : await deps.store.get(pulls, { instanceId, pullId: run.pullId });
  const outcomes = shards.flatMap((shard) => shard.outcomes);
  const counts = {
    planned: outcomes.length,
    licensed: pull?.figures.licensed ?? 0,
    teams: await teamsOf(deps, shards),
    outcomes,
  };
  return { counts, notices: shards.reduce((sum, shard) => sum + shard.notices, 0) };
};

const park = (
  deps: GuardDependencies,
  run: Run,
  trips: LimitTrip[],
  counts: PlanCounts,
): Promise<RunUpdate> =>
  updateRun(deps, SYSTEM_RUN, run, { stage: 'guard', trips }, 'plan.parked', {
    after: {
      limits: [...new Set(trips.map(({ limit }) => limit))].join(', '),
      planned: counts.planned,
      licensed: counts.licensed,
    },
  });

/** The run ends before anybody is told: a person told too late would have too little time to answer. */
const refuseToStart = (
  deps: GuardDependencies,
  run: Run,
  notices: number,
  until: Instant,
): Promise<RunUpdate> =>
  updateRun(
    deps,
    SYSTEM_RUN,
    run,
    {
      stage: 'guard',
      status: 'failed',
      endedAt: deps.clock.now(),
      failure: `The ${notices} notices of this plan cannot all go out by ${until} at the rate and quota of the mail service. Nobody was told and nothing was changed.`,
    },
    'run.not-started',
    { before: { status: run.status }, after: { status: 'failed', notices } },
    [remove(openRuns, { workflowId: run.workflow.workflowId })],
  );

/** How many notices the mail service takes until a moment, at the least. */
const mailCapacity = async ({ store, clock, mail }: GuardDependencies, until: Instant): Promise<number> => {
  const now = clock.now();
  const bucket = await store.get(rateBuckets, { name: mail.name });
  const usedToday = bucket?.day === dayOf(now) ? bucket.usedToday : 0;
  return noticeCapacity({ ...mail, usedToday }, now, until);
};

const judge = async (deps: GuardDependencies, run: Run): Promise<RunUpdate> => {
  const { counts, notices } = await countPlan(deps, run);
  const trips = judgeLimits(run.policy.limits, counts);
  if (trips.length > 0) return park(deps, run, trips, counts);
  const allOutBy = plus(deps.clock.now(), deps.settings.notifyAllowance);
  if (notices > (await mailCapacity(deps, allOutBy))) return refuseToStart(deps, run, notices, allOutBy);
  const answerBy = notices === 0 ? null : plus(allOutBy, run.workflow.noticePeriod);
  return updateRun(deps, SYSTEM_RUN, run, { stage: 'notify', answerBy }, 'plan.passed', {
    after: { planned: counts.planned, licensed: counts.licensed, notices },
  });
};

const BEFORE: readonly Run['stage'][] = ['pull', 'preview', 'guard'];

/**
 * Guards a sealed plan: parks it whole where it goes beyond a limit, ends the run where its notices cannot all go out in time, and
 * otherwise sets until when people may answer. Judged once; a repeat gives what was decided.
 */
export const guardStep = async (
  deps: GuardDependencies,
  { runId }: { readonly runId: string },
): Promise<GuardOutput> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (isOver(run)) return { contract: CONTRACT, runId, outcome: 'ended' };
    if (run.trips.length > 0) return { contract: CONTRACT, runId, outcome: 'parked' };
    if (!BEFORE.includes(run.stage)) {
      const shards = await shardsWith(deps, runId, (item) => needsNotice(item, run.workflow.notify));
      return { contract: CONTRACT, runId, outcome: 'ok', shards };
    }
    await judge(deps, run);
  }
};
