import type { z } from 'zod';
import { CONTRACT, type verifyStep as contract } from '../../contracts/workflow-steps.ts';
import { isReached } from '../../domain/last-look.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { inLanes } from '../in-lanes.ts';
import { startBudget } from './call-budget.ts';
import { pauseRun } from './pause-run.ts';
import { ALL_SHARDS, enterStage, itemsOf, moveRunItem } from './run-items.ts';
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
  else if (isReached(item.outcome, read.account))
    await moveRunItem(deps, run, item, 'verified', 'item.verified', { verifiedAt: deps.clock.now() });
  else await moveRunItem(deps, run, item, 'failed', 'item.failed', { reason: 'not-as-expected' });
  return null;
};

/** All items whose change was made and not yet read back, shard by shard. */
async function* allActed(deps: VendorDependencies, runId: string): AsyncGenerator<PlanItem> {
  for (const shard of ALL_SHARDS)
    for await (const item of itemsOf(deps, runId, shard)) if (item.state === 'acted') yield item;
}

/**
 * Reads back every change that was made and writes down whether it is there, also where the run was cancelled meanwhile: what was
 * done is to be known. Calls are of bounded length and may be repeated.
 */
export const verifyStep = async (deps: VendorDependencies, { runId }: Input): Promise<Output> => {
  const on = { contract: CONTRACT, runId } as const;
  const budget = startBudget(deps.clock);
  const run = await loadRun(deps, runId);
  await enterStage(deps, run, 'verify');
  let opened: Promise<RunVendor | undefined> | undefined;
  const stop = await inLanes(allActed(deps, runId), LANES, async (item): Promise<Stop | null> => {
    if (budget.isSpent()) return { kind: 'more' };
    const reached = await (opened ??= openRunVendor(deps, run));
    return reached === undefined ? { kind: 'reconnect' } : verifyItem(deps, run, item, reached);
  });
  if (stop?.kind === 'rate-limited') return { ...on, ...(await pauseRun(deps, runId, stop.notBefore)) };
  return { ...on, outcome: stop?.kind ?? 'done' };
};
