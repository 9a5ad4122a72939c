import type { AuditAction } from '../../domain/audit-event.ts';
import type { PlanItem, PlanItemState } from '../../domain/plan-item.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import { type Change, put } from '../../records/change.ts';
import { planItems } from '../../records/runs.ts';
import { auditEvent } from '../audit.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { type ItemPatch, moveItem } from '../move-item.ts';
import { SYSTEM_RUN, aboutRun, isOver, updateRun } from './run-progress.ts';

export type ItemWrite = Awaited<ReturnType<typeof moveItem>>;

/** The numbers of all shards of a plan. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/** The items of one shard of a plan, in order of their accounts, from one on where it is given. */
export const itemsOf = (
  { store }: Pick<Basics, 'store'>,
  runId: string,
  shard: number,
  from?: string,
): AsyncGenerator<PlanItem> => everyRecord(store, planItems, { runId, shard }, from);

/** Moves an item on behalf of its run, with further changes where given; the event names application and plan hash. */
export const moveRunItem = (
  deps: Basics,
  run: Run,
  item: PlanItem,
  to: PlanItemState,
  action: AuditAction,
  patch: ItemPatch = {},
  further: readonly Change[] = [],
): Promise<ItemWrite> => moveItem(deps, SYSTEM_RUN, run, item, to, action, patch, further);

/** Changes an item that stays in its state, by a conditional write with its audit event. */
export const amendItem = async (
  deps: Basics,
  run: Run,
  item: PlanItem,
  action: AuditAction,
  patch: ItemPatch,
): Promise<ItemWrite> => {
  const amended: PlanItem = { ...item, ...patch, version: item.version + 1 };
  const change = put(planItems, amended, { version: item.version }, { stateIn: [item.state] });
  const event = auditEvent(deps, SYSTEM_RUN, action, {
    ...aboutRun(run),
    accountId: item.accountId,
    personId: item.personId,
    before: { state: item.state },
    after: { state: item.state },
  });
  const result = await deps.store.commit([change], event);
  return result.kind === 'done' ? { kind: 'moved', item: amended } : result;
};

/** What the shards of a plan hold, each folded by itself and all at once. */
export const foldShards = <T>(
  deps: Pick<Basics, 'store'>,
  runId: string,
  fold: (items: AsyncGenerator<PlanItem>, shard: number) => Promise<T>,
): Promise<T[]> => Promise.all(ALL_SHARDS.map((shard) => fold(itemsOf(deps, runId, shard), shard)));

/** The shards that hold an item for which `wanted` is true. */
export const shardsWith = async (
  deps: Pick<Basics, 'store'>,
  runId: string,
  wanted: (item: PlanItem) => boolean,
): Promise<number[]> => {
  const found = await foldShards(deps, runId, async (items, shard) => {
    for await (const item of items) if (wanted(item)) return [shard];
    return [];
  });
  return found.flat();
};

/** Writes down which stage a run is in. Somebody else's write at the same moment says more; then nothing is written. */
export const enterStage = async (deps: Basics, run: Run, stage: Run['stage']): Promise<void> => {
  if (isOver(run) || run.stage === stage) return;
  await updateRun(deps, SYSTEM_RUN, run, { stage }, 'run.stage-entered', {
    before: { stage: run.stage },
    after: { stage },
  });
};
