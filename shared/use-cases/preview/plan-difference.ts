import { SHARDS } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import { runPointers, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { itemsOf } from '../runs/run-items.ts';

type ReadDeps = Pick<Basics, 'store'>;

/** How a plan differs from the last sealed plan of its workflow: accounts that are new on it, and those no longer on it. */
export interface PlanDifference {
  readonly previousRunId: string | null;
  readonly added: number;
  readonly removed: number;
}

/** Runs looked back over for a sealed plan. */
const RUNS_BACK = 50;

const previousSealed = async ({ store }: ReadDeps, run: Run): Promise<Run | undefined> => {
  const { workflowId } = run.workflow;
  const page = await store.page(
    runPointers,
    { list: workflowId },
    { limit: RUNS_BACK, descending: true, to: run.runId },
  );
  for (const { runId } of page.records) {
    const earlier = runId === run.runId ? undefined : await store.get(runs, { runId });
    if (earlier !== undefined && earlier.seal !== null) return earlier;
  }
  return undefined;
};

/** Counts by walking both plans side by side: items are in order of their accounts, so memory does not grow with them. */
const compareShard = async (deps: ReadDeps, beforeId: string, afterId: string, shard: number) => {
  const before = itemsOf(deps, beforeId, shard);
  const after = itemsOf(deps, afterId, shard);
  let [old, now] = [await before.next(), await after.next()];
  let added = 0;
  let removed = 0;
  while (old.done !== true || now.done !== true) {
    const oldId = old.done === true ? null : old.value.accountId;
    const nowId = now.done === true ? null : now.value.accountId;
    const isRemoved = oldId !== null && (nowId === null || oldId < nowId);
    const isAdded = nowId !== null && (oldId === null || nowId < oldId);
    if (isRemoved) removed += 1;
    if (isAdded) added += 1;
    if (!isAdded) old = await before.next();
    if (!isRemoved) now = await after.next();
  }
  return { added, removed };
};

/** Compares a run's plan with the last one sealed before it. */
export const planDifference = async (deps: ReadDeps, run: Run): Promise<PlanDifference> => {
  const previous = await previousSealed(deps, run);
  const difference = { previousRunId: previous?.runId ?? null, added: 0, removed: 0 };
  if (previous === undefined) return { ...difference, added: run.seal?.size ?? 0 };
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const { added, removed } = await compareShard(deps, previous.runId, run.runId, shard);
    difference.added += added;
    difference.removed += removed;
  }
  return difference;
};
