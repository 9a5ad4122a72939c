import type { PlanItem } from '../../domain/plan-item.ts';
import type { LicenseVendor } from '../../ports/connector.ts';
import { planItems } from '../../records/runs.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { heldUntil, reconcileItem } from '../runs/reconcile-item.ts';
import type { VendorStop } from '../runs/run-vendor.ts';
import type { Interruption } from './read-planned-accounts.ts';
import type { RecheckContext } from './recheck-context.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';

/** The items of a page as they stand now, or why they could not all be settled. */
export type Settled =
  | { readonly kind: 'settled'; readonly items: readonly PlanItem[] }
  | { readonly kind: 'unsettled'; readonly interruption: Interruption | null };

const interruptionOf = (stop: VendorStop): Interruption =>
  stop.kind === 'rate-limited'
    ? { kind: 'wait', notBefore: stop.notBefore }
    : { kind: 'reconnect', reason: 'The vendor refuses our tokens.' };

/**
 * Settles the changes on a page that were sent before and of which nobody heard since, by reading the vendor. One that was not made is
 * due again; it is judged anew with the others, and never sent on the word of a verdict from before the pause.
 */
export const settleStale = async (
  deps: RecheckDeps,
  { run, instance }: RecheckContext,
  vendor: LicenseVendor,
  items: readonly PlanItem[],
  budget: CallBudget,
): Promise<Settled> => {
  const now: PlanItem[] = [];
  for (const item of items) {
    if (item.state !== 'acting' || heldUntil(item, deps.settings, deps.clock.now()) !== null) {
      now.push(item);
      continue;
    }
    if (budget.isSpent()) return { kind: 'unsettled', interruption: null };
    const result = await reconcileItem({ deps, run, item, reached: { vendor, instance } });
    if (result.kind !== 'settled') return { kind: 'unsettled', interruption: interruptionOf(result) };
    now.push((await deps.store.get(planItems, item)) ?? item);
  }
  return { kind: 'settled', items: now };
};
