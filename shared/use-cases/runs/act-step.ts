import type * as z from 'zod';
import { CONTRACT, type actStep as contract } from '../../contracts/workflow-steps.ts';
import { type Instant, msBetween } from '../../domain/time.ts';
import { connections } from '../../records/applications.ts';
import { policies } from '../../records/protections.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import type { Settings } from '../dependencies.ts';
import { exemptionsFor } from '../evidence/gather-evidence.ts';
import type { ExemptionLookup } from '../exemptions/exemption-lookup.ts';
import { inLanes } from '../in-lanes.ts';
import { type ItemResult, actOnItem } from './act-on-item.ts';
import { type CallBudget, startBudget } from './call-budget.ts';
import { pauseRun } from './pause-run.ts';
import { heldUntil, reconcileItem } from './reconcile-item.ts';
import { enterStage, foldShards, itemsOf, moveRunItem } from './run-items.ts';
import { isOver, loadRun } from './run-progress.ts';
import { type RunVendor, type VendorDependencies, openRunVendor } from './run-vendor.ts';
import {
  type ShardEnd,
  type ShardInput,
  type ShardOutput,
  childEnd,
  judgeLeftOver,
  shardOutput,
} from './shard-call.ts';

export interface ActDependencies extends VendorDependencies {
  readonly settings: Pick<Settings, 'intentLease'>;
}

type Input = z.infer<typeof contract.input>;
type RunOutput = z.infer<typeof contract.runOutput>;

/**
 * Items that one worker has in hand at a time. With five workers that hides half a second of the vendor's latency at 40 calls a second,
 * also while a last shard is left to one of them.
 */
const LANES = 4;

/** One call for a shard, and what it has read so far. */
interface Call {
  readonly deps: ActDependencies;
  readonly reached: RunVendor;
  readonly budget: CallBudget;
  exemptions: Promise<ExemptionLookup> | null;
}

/** A due item is acted on unless its run is over, and held where the kill switch is on. */
const workOnDue = async (call: Call, run: Run, item: PlanItem): Promise<ItemResult | null> => {
  const { deps, reached, budget } = call;
  if (isOver(run)) return null;
  // Asked anew before each change, for everybody and for this person.
  const policy = await deps.store.get(policies, {});
  if (policy?.killSwitch.on === true) {
    await moveRunItem(deps, run, item, 'held', 'item.held', { reason: 'kill-switch' });
    return null;
  }
  const from = run.seal?.sealedAt ?? run.startedAt;
  call.exemptions ??= exemptionsFor(deps, run.workflow.applicationId, from, deps.clock.now());
  const exemptions = await call.exemptions;
  const protectedPersonIds = policy?.protectedPersonIds ?? [];
  return actOnItem({ deps, run, item, reached, budget, exemptions, protectedPersonIds });
};

const workOnItem = async (call: Call, run: Run, item: PlanItem): Promise<ItemResult | null> => {
  const { deps, reached } = call;
  if (item.state === 'due') return workOnDue(call, run, item);
  if (heldUntil(item, deps.settings, deps.clock.now()) !== null) return null;
  return reconcileItem({ deps, run, item, reached });
};

/** Acts until the time of the call or of the child is over, or the vendor wants a pause. */
const workOn = async (deps: ActDependencies, input: ShardInput): Promise<ShardEnd> => {
  const { runId, shard } = input;
  const budget = startBudget(deps.clock);
  const first = await loadRun(deps, runId);
  await enterStage(deps, first, 'act');
  const reached = await openRunVendor(deps, first);
  if (reached === undefined) return { kind: 'done' };
  const call: Call = { deps, reached, budget, exemptions: null };
  const end = await inLanes(itemsOf(deps, runId, shard), LANES, async (item): Promise<ShardEnd | null> => {
    if (item.state !== 'due' && item.state !== 'acting') return null;
    if (budget.isSpent()) return { kind: 'more' };
    if (msBetween(deps.clock.now(), childEnd(input)) <= 0) return { kind: 'done' };
    const result = await workOnItem(call, await loadRun(deps, runId), item);
    if (result?.kind === 'rate-limited') return result;
    return result?.kind === 'reconnect' ? { kind: 'done' } : null;
  });
  return end ?? { kind: 'done' };
};

interface Survey {
  readonly due: number[];
  readonly stale: number[];
  readonly busyUntil: Instant[];
  acted: number;
}

const survey = async (deps: ActDependencies, runId: string): Promise<Survey> => {
  const all: Survey = { due: [], stale: [], busyUntil: [], acted: 0 };
  const now = deps.clock.now();
  await foldShards(deps, runId, async (items, shard) => {
    const here = { due: false, stale: false };
    for await (const item of items) {
      if (item.state === 'due') here.due = true;
      if (item.state === 'acted') all.acted += 1;
      if (item.state !== 'acting') continue;
      const until = heldUntil(item, deps.settings, now);
      if (until === null) here.stale = true;
      else all.busyUntil.push(until);
    }
    if (here.due) all.due.push(shard);
    if (here.stale) all.stale.push(shard);
  });
  return all;
};

/** What is left over all shards. A change that was sent is always seen to its end, also after a cancellation. */
const askForActions = async (deps: ActDependencies, runId: string): Promise<RunOutput> => {
  const on = { contract: CONTRACT, runId } as const;
  const run = await loadRun(deps, runId);
  const { due, stale, busyUntil, acted } = await survey(deps, runId);
  const connection = await deps.store.get(connections, { connectionId: run.connectionId });
  const isConnected = connection?.state === 'connected';
  const shards = [...new Set([...stale, ...(isOver(run) ? [] : due)])].sort((a, b) => a - b);
  const left = isConnected
    ? await judgeLeftOver(deps, 'act', runId, shards, busyUntil)
    : { kind: 'none' as const };
  if (left.kind === 'more') return { ...on, outcome: 'more', shards: left.shards };
  if (left.kind === 'busy') return { ...on, outcome: 'rate-limited', notBefore: left.notBefore };
  if (left.kind === 'rate-limited') return { ...on, ...(await pauseRun(deps, runId, left.notBefore)) };
  if (isOver(run)) return { ...on, outcome: acted > 0 && isConnected ? 'done' : 'ended' };
  const isUnfinished = due.length + stale.length + busyUntil.length > 0;
  return { ...on, outcome: isUnfinished ? 'reconnect' : 'done' };
};

/** Acts on one shard as far as one call gets, or says for the whole run whether anything is left. */
export const actStep = async (deps: ActDependencies, input: Input): Promise<ShardOutput | RunOutput> => {
  if (input.scope === 'run') return askForActions(deps, input.runId);
  return shardOutput(deps, 'act', input, await workOn(deps, input));
};
