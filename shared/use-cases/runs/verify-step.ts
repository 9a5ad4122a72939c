import type * as z from 'zod';
import { CONTRACT, type verifyStep as contract } from '../../contracts/workflow-steps.ts';
import { isSeat } from '../../domain/insight.ts';
import { isReached } from '../../domain/last-look.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import { shardOf } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { verifyProgress } from '../../records/step-progress.ts';
import { takenLicenses } from '../../records/taken-licenses.ts';
import { inLanes } from '../in-lanes.ts';
import { type CallBudget, startBudget } from './call-budget.ts';
import { pauseRun } from './pause-run.ts';
import { ALL_SHARDS, enterStage, itemsOf, moveRunItem, shardsWith } from './run-items.ts';
import { loadRun } from './run-progress.ts';
import {
  type RunVendor,
  type VendorDependencies,
  type VendorStop,
  openRunVendor,
  readSeen,
  vendorAccountIdOf,
} from './run-vendor.ts';

type Input = z.infer<typeof contract.input>;
type Output = z.infer<typeof contract.output>;

/** That a seat is free, for what it is worth until somebody has it again. */
const freedSeat = ({ instanceId, accountId, runId, tierBefore: tier }: PlanItem, at: string): Change[] =>
  isSeat(tier) ? [put(takenLicenses, { instanceId, accountId, runId, tier, at, until: null }, 'any')] : [];

const markVerified = async (deps: VendorDependencies, run: Run, item: PlanItem): Promise<void> => {
  const verifiedAt = deps.clock.now();
  const freed = freedSeat(item, verifiedAt);
  await moveRunItem(deps, run, item, 'verified', 'item.verified', { verifiedAt }, freed);
};

/** Items read back at a time: one worker hides a quarter of a second of the vendor's latency at 30 calls a second. */
const LANES = 8;

/** What ends a call before all was read back. */
type Stop = VendorStop | { readonly kind: 'more' };

/** Reads one change back and writes down whether it is there; a stop where the vendor does not say now. */
export const verifyItem = async (
  deps: VendorDependencies,
  run: Run,
  item: PlanItem,
  reached: RunVendor,
): Promise<VendorStop | null> => {
  const vendorAccountId = await vendorAccountIdOf(deps, run, item, reached.instance);
  const read =
    vendorAccountId === null
      ? { kind: 'refused' as const, vendorReason: null }
      : await readSeen(deps, run, reached, vendorAccountId);
  if (read.kind === 'rate-limited' || read.kind === 'reconnect') return read;
  if (read.kind === 'refused')
    await moveRunItem(deps, run, item, 'failed', 'item.failed', {
      reason: 'not-verified',
      vendorReason: read.vendorReason,
    });
  else if (isReached(item.outcome, read.account)) await markVerified(deps, run, item);
  else await moveRunItem(deps, run, item, 'failed', 'item.failed', { reason: 'not-as-expected' });
  return null;
};

/** Where among all items of a plan something is. */
interface Place {
  readonly shard: number;
  readonly from: string;
}

const isBefore = (one: Place, other: Place): boolean =>
  one.shard === other.shard ? one.from < other.from : one.shard < other.shard;

/** Items whose change was made and not yet read back, shard by shard, from a place on. */
async function* actedFrom(
  deps: VendorDependencies,
  runId: string,
  start: Place | undefined,
): AsyncGenerator<PlanItem> {
  for (const shard of ALL_SHARDS) {
    if (start !== undefined && shard < start.shard) continue;
    const from = shard === start?.shard ? start.from : undefined;
    for await (const item of itemsOf(deps, runId, shard, from)) if (item.state === 'acted') yield item;
  }
}

/**
 * Reads back from a place on. A call that stops leaves the place of the first item it could not settle, so that the next one does not look
 * through all those before it.
 */
const verifyFrom = async (
  deps: VendorDependencies,
  run: Run,
  start: Place | undefined,
  budget: CallBudget,
): Promise<Stop | null> => {
  const { runId } = run;
  let opened: Promise<RunVendor | undefined> | undefined;
  let first: Place | undefined;
  const stop = await inLanes(actedFrom(deps, runId, start), LANES, async (item): Promise<Stop | null> => {
    const reached = budget.isSpent() ? null : await (opened ??= openRunVendor(deps, run));
    const unsettled: Stop | null =
      reached === null
        ? { kind: 'more' }
        : reached === undefined
          ? { kind: 'reconnect' }
          : await verifyItem(deps, run, item, reached);
    const place = { shard: shardOf(item.accountId), from: item.accountId };
    if (unsettled !== null && (first === undefined || isBefore(place, first))) first = place;
    return unsettled;
  });
  if (first !== undefined) await deps.store.writeMany([put(verifyProgress, { runId, ...first }, 'any')]);
  return stop;
};

/** The end of a reading that began behind the first item: whoever acted meanwhile before its start is read back in another one. */
const lookAgain = async (deps: VendorDependencies, runId: string): Promise<Stop | null> => {
  await deps.store.writeMany([remove(verifyProgress, { runId })]);
  const left = await shardsWith(deps, runId, ({ state }) => state === 'acted');
  return left.length > 0 ? { kind: 'more' } : null;
};

/**
 * Reads back every change that was made and writes down whether it is there, also where the run was cancelled meanwhile: what was
 * done is to be known. Calls are of bounded length and may be repeated.
 */
export const verifyStep = async (deps: VendorDependencies, { runId }: Input): Promise<Output> => {
  const on = { contract: CONTRACT, runId } as const;
  const budget = startBudget(deps.clock);
  const run = await loadRun(deps, runId);
  await enterStage(deps, run, 'verify');
  const start = await deps.store.get(verifyProgress, { runId });
  const read = await verifyFrom(deps, run, start, budget);
  const stop = read === null && start !== undefined ? await lookAgain(deps, runId) : read;
  if (stop?.kind === 'rate-limited') return { ...on, ...(await pauseRun(deps, runId, stop.notBefore)) };
  return { ...on, outcome: stop?.kind ?? 'done' };
};
