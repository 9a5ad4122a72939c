import { activityLevel, shownIdleDays } from '../../domain/activity-level.ts';
import type { Instance } from '../../domain/application.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Pull } from '../../domain/pull.ts';
import { judgeRecommended, recommendedWorkflows } from '../../domain/recommended-workflow.ts';
import { accounts, pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { type InsightProgress, insightProgress, insights } from '../../records/insight.ts';
import type { Basics } from '../dependencies.ts';
import { type EvidenceContext, exemptionsFor } from '../evidence/gather-evidence.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { judgeAccounts } from '../preview/judge-page.ts';
import { type CallBudget, startBudget } from '../runs/call-budget.ts';
import { capabilitiesOf } from './capabilities.ts';
import { finishInsight } from './finish-insight.ts';
import { InsightTally } from './insight-tally.ts';
import {
  removeParts,
  removeProgress,
  removeSet,
  removeSuperseded,
  takeParts,
  writeParts,
  writeRows,
} from './insight-sets.ts';
import { ManagerChains } from './manager-chains.ts';
import { countTaken } from './taken-seats.ts';

export type BuildDeps = Pick<Basics, 'store' | 'clock' | 'ids'> & PolicyDependencies;

/** Accounts judged at once. */
const PAGE = 300;

/** `elsewhere`: another worker builds it. `nothing`: there is no pull, or its insight is built. */
export type Built = 'done' | 'more' | 'elsewhere' | 'nothing';

interface Building {
  readonly instance: Instance;
  readonly pull: Pull;
  readonly context: EvidenceContext;
  readonly judge: ReturnType<typeof judgeRecommended>;
  readonly chains: ManagerChains;
  readonly tally: InsightTally;
}

const begin = ({ instanceId, pullId }: Pull, version: number): InsightProgress => ({
  instanceId,
  pullId,
  shard: 0,
  after: null,
  accounts: 0,
  levels: [],
  matches: {},
  taken: { seats: 0, seatDays: 0 },
  numbers: {},
  parts: 0,
  version,
});

/** Begins with a pull; what was counted of one that a newer one overtook is removed. */
const beginAnew = async (
  deps: BuildDeps,
  pull: Pull,
  overtaken: InsightProgress | undefined,
): Promise<InsightProgress> => {
  if (overtaken !== undefined) {
    await removeParts(deps, overtaken.instanceId, overtaken.version - 1);
    await removeParts(deps, overtaken.instanceId, overtaken.version);
    await removeSet(deps, overtaken.instanceId, overtaken.pullId);
  }
  return begin(pull, overtaken?.version ?? 0);
};

const open = async (
  deps: BuildDeps,
  instance: Instance,
  pull: Pull,
  progress: InsightProgress,
): Promise<Building> => {
  const decidedAt = deps.clock.now();
  const recommended = recommendedWorkflows(await capabilitiesOf(deps, instance.instanceId));
  return {
    instance,
    pull,
    context: {
      decidedAt,
      runId: null,
      ordinaryRoleIds: new Set(instance.ordinaryRoleIds),
      policy: await policyInForce(deps),
      exemptions: await exemptionsFor(deps, instance.applicationId, decidedAt, decidedAt),
      sources: pull.sources,
      loginLagDays: pull.loginLagDays,
    },
    judge: judgeRecommended(recommended),
    chains: new ManagerChains(deps),
    tally: new InsightTally(progress.levels, await takeParts(deps, progress)),
  };
};

/** Counts the next accounts. */
const countPage = async (
  deps: BuildDeps,
  { pull, context, judge, chains, tally }: Building,
  progress: InsightProgress,
): Promise<InsightProgress> => {
  const { instanceId, pullId } = pull;
  const { shard, after } = progress;
  const page = await deps.store.page(accounts, { instanceId, pullId, shard }, { limit: PAGE, after });
  const active = page.records.filter(({ status }) => status === 'active');
  const judged = await judgeAccounts(deps, context, [], pull, active);
  const above = await chains.of(
    judged.map(({ evidence: { person } }) => (person.kind === 'matched' ? person.managerId : null)),
  );
  const matches = { ...progress.matches };
  judged.forEach(({ account, evidence }, index) => {
    const level = activityLevel(evidence);
    tally.add({
      account,
      evidence,
      level,
      idleDays: shownIdleDays(evidence),
      managerIds: above[index] ?? [],
    });
    for (const [key, kind] of Object.entries(judge(evidence)))
      matches[key] = (matches[key] ?? 0) + (kind === 'match' ? 1 : 0);
  });
  const taken = await countTaken(deps, pull, {
    shard,
    after: progress.after,
    accounts: page.records,
    isEnd: page.next === null,
  });
  return {
    ...progress,
    ...(page.next === null ? { shard: shard + 1, after: null } : { after: page.next }),
    accounts: progress.accounts + page.records.length,
    matches,
    taken: {
      seats: progress.taken.seats + taken.seats,
      seatDays: progress.taken.seatDays + taken.seatDays,
    },
  };
};

/** Saves how far it is, if nobody else has meanwhile. */
const save = async (
  deps: BuildDeps,
  { tally }: Building,
  progress: InsightProgress,
): Promise<InsightProgress | 'elsewhere'> => {
  const version = progress.version + 1;
  // Of a version before the last nothing is left unless somebody was cut off.
  if (progress.version > 0) await removeParts(deps, progress.instanceId, progress.version - 1);
  const numbers = await writeRows(deps, progress, tally.takeRows());
  const parts = await writeParts(deps, { ...progress, version }, tally.groups());
  const next = { ...progress, levels: tally.levels(), numbers, parts, version };
  const expect = progress.version === 0 ? 'absent' : { version: progress.version };
  if ((await deps.store.write([put(insightProgress, next, expect)])).kind === 'conflict') return 'elsewhere';
  await removeParts(deps, progress.instanceId, progress.version);
  return next;
};

const countOn = async (
  deps: BuildDeps,
  building: Building,
  from: InsightProgress,
  budget: CallBudget,
): Promise<InsightProgress | 'elsewhere'> => {
  let progress = from;
  while (progress.shard < SHARDS && !budget.isSpent()) progress = await countPage(deps, building, progress);
  return save(deps, building, progress);
};

/**
 * Counts an instance's accounts by activity level, tier and group, as its current pull found them, so that asking for them reads the same
 * few records however many accounts there are. Goes as far as one call gets; a call may be repeated, run beside another one, or cut off at
 * any point. Readers follow what was built before until all is counted.
 */
export const buildInsight = async (deps: BuildDeps, instanceId: string): Promise<Built> => {
  const budget = startBudget(deps.clock);
  const instance = await deps.store.get(instances, { instanceId });
  const pullId = instance?.currentPullId ?? null;
  if (instance === undefined || pullId === null) return 'nothing';
  const [pull, known, found] = await Promise.all([
    deps.store.get(pulls, { instanceId, pullId }),
    deps.store.get(insights, { instanceId }),
    deps.store.get(insightProgress, { instanceId }),
  ]);
  if (pull === undefined) return 'nothing';
  if (known?.pullId === pullId) {
    if (found !== undefined) await removeProgress(deps, found);
    await removeSuperseded(deps, known);
    return 'nothing';
  }
  const start = found?.pullId === pullId ? found : await beginAnew(deps, pull, found);
  const building = await open(deps, instance, pull, start);
  const progress = await countOn(deps, building, start, budget);
  if (progress === 'elsewhere') return 'elsewhere';
  if (progress.shard < SHARDS) return 'more';
  return finishInsight(deps, { instance, pull, progress, tally: building.tally, known });
};
