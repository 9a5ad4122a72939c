import { isReached, isUnchanged } from '../../domain/last-look.ts';
import { type Instant, msBetween, plus } from '../../domain/time.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Settings } from '../dependencies.ts';
import type { ItemResult, ItemWork } from './act-on-item.ts';
import { moveRunItem } from './run-items.ts';
import { readSeen, vendorAccountIdOf } from './run-vendor.ts';

/** How often one item's change may be sent with an unknown outcome before it is given up. */
export const MAX_ATTEMPTS = 3;

/** Until when an item that is being acted on belongs to the worker that wrote its intent; null once nobody holds it. */
export const heldUntil = (
  { intent }: Pick<PlanItem, 'intent'>,
  { intentLease }: Pick<Settings, 'intentLease'>,
  now: Instant,
): Instant | null => {
  if (intent === null) return null;
  const until = plus(intent.at, intentLease);
  return msBetween(now, until) > 0 ? until : null;
};

const giveUp = async (
  { deps, run, item }: ItemWork,
  reason: string,
  vendorReason: string | null = null,
): Promise<ItemResult> => {
  await moveRunItem(deps, run, item, 'failed', 'item.failed', { reason, vendorReason });
  return { kind: 'settled' };
};

/**
 * Settles an item whose change has an unknown outcome by reading the vendor, never by sending again: done, or back to due where the
 * vendor shows what it showed before, or given up.
 */
export const reconcileItem = async (work: ItemWork): Promise<ItemResult> => {
  const { deps, run, item, reached } = work;
  const vendorAccountId = await vendorAccountIdOf(deps, run, item, reached.instance);
  if (vendorAccountId === null) return giveUp(work, 'outcome-unknown');
  const read = await readSeen(deps, run, reached, vendorAccountId);
  if (read.kind === 'rate-limited' || read.kind === 'reconnect') return read;
  if (read.kind === 'refused') return giveUp(work, 'outcome-unknown', read.vendorReason);
  if (isReached(item.outcome, read.account)) {
    const done = { reason: 'reconciled', actedAt: deps.clock.now() };
    await moveRunItem(deps, run, item, 'acted', 'item.reconciled', done);
    return { kind: 'settled' };
  }
  const { beforeImage, intent } = item;
  if (beforeImage === null || !isUnchanged(beforeImage, read.account)) return giveUp(work, 'not-as-expected');
  if ((intent?.attempts ?? 0) >= MAX_ATTEMPTS) return giveUp(work, 'too-many-attempts');
  await moveRunItem(deps, run, item, 'due', 'item.reconciled', { reason: 'not-done' });
  return { kind: 'settled' };
};
