import type { Account, VendorAccount } from '../../domain/account.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { RecheckDecision } from '../../domain/recheck.ts';
import type { Instant } from '../../domain/time.ts';
import type { LicenseVendor, UpcomingNeed, VendorResult } from '../../ports/connector.ts';
import { inLanes } from '../in-lanes.ts';
import type { CallBudget } from '../runs/call-budget.ts';

/** Tries without a usable answer after which an item is held. */
const MAX_TRIES = 4;

/** Why reading stopped before the end of a page. */
export type Interruption =
  | { readonly kind: 'wait'; readonly notBefore: Instant }
  | { readonly kind: 'reconnect'; readonly reason: string };

/** Where an item goes without being judged. */
type Otherwise = Pick<RecheckDecision, 'to' | 'reason'>;

/** One item with what the vendor says of its account now, or with where it goes since there is nothing to judge. */
export type PlannedRead =
  | {
      readonly kind: 'read';
      readonly item: PlanItem;
      readonly stored: Account;
      readonly account: VendorAccount;
      /** What the account has planned that needs its tier; left out where that can't be read. */
      readonly upcoming?: UpcomingNeed;
    }
  | { readonly kind: 'unread'; readonly item: PlanItem; readonly otherwise: Otherwise };

export interface PlannedReads {
  readonly reads: readonly PlannedRead[];
  /** Tries in a row without a usable answer, so far. */
  readonly tries: number;
  readonly interruption: Interruption | null;
}

const held = (reason: string): Otherwise => ({ to: 'held', reason });

/** An account that is gone has nothing left to take back: it counts as protected, and nothing more is done. */
const GONE: Otherwise = { to: 'protected', reason: 'gone' };

/** Where reading ends before the last item, and with how many tries in a row without a usable answer. */
interface End {
  readonly stop: Interruption | null;
  readonly tries: number;
}

type Step = { readonly next: PlannedRead } | (End & { readonly stop: Interruption });

/** Accounts read at a time: one worker hides a quarter of a second of the vendor's latency at 30 calls a second. */
const LANES = 8;

const stepOf = (
  item: PlanItem,
  stored: Account,
  result: VendorResult<VendorAccount>,
  tries: number,
): Step => {
  const unread = (otherwise: Otherwise): Step => ({ next: { kind: 'unread', item, otherwise } });
  switch (result.kind) {
    case 'ok':
      return { next: { kind: 'read', item, stored, account: result.value } };
    case 'gone':
      return unread(GONE);
    case 'refused':
      return unread(held('vendor-refused'));
    case 'not-granted':
      return unread(held('not-granted'));
    case 'rate-limited':
      return { stop: { kind: 'wait', notBefore: result.notBefore }, tries };
    case 'reconnect-needed':
      return { stop: { kind: 'reconnect', reason: result.reason }, tries };
    case 'unavailable':
      return tries + 1 < MAX_TRIES
        ? { stop: { kind: 'wait', notBefore: result.notBefore }, tries: tries + 1 }
        : unread(held('vendor-unavailable'));
  }
};

/** Adds what the account has planned, where the vendor tells of that. Who left has nothing planned that keeps a license. */
const withUpcoming = async (
  { need }: LicenseVendor,
  item: PlanItem,
  read: PlannedRead,
  vendorAccountId: string,
  tries: number,
): Promise<Step> => {
  if (need === undefined || read.kind === 'unread' || item.left) return { next: read };
  const result = await need.readUpcoming(vendorAccountId);
  switch (result.kind) {
    case 'ok':
      return { next: { ...read, upcoming: result.value } };
    case 'gone':
      return { next: { kind: 'unread', item, otherwise: GONE } };
    case 'refused':
    case 'not-granted':
      return { next: read };
    case 'rate-limited':
      return { stop: { kind: 'wait', notBefore: result.notBefore }, tries };
    case 'reconnect-needed':
      return { stop: { kind: 'reconnect', reason: result.reason }, tries };
    case 'unavailable':
      return tries + 1 < MAX_TRIES
        ? { stop: { kind: 'wait', notBefore: result.notBefore }, tries: tries + 1 }
        : { next: { kind: 'unread', item, otherwise: held('vendor-unavailable') } };
  }
};

async function* inOrder(items: readonly PlanItem[]): AsyncGenerator<[number, PlanItem]> {
  await Promise.resolve();
  yield* items.entries();
}

/**
 * Reads the accounts of planned items at the vendor, some at a time, until one has to wait or the call's time is over; what was read until
 * then is given back, in no certain order. `stored` are the accounts as the plan's pull had them.
 */
export const readPlannedAccounts = async (
  vendor: LicenseVendor,
  items: readonly PlanItem[],
  stored: readonly (Account | undefined)[],
  triesSoFar: number,
  budget: CallBudget,
): Promise<PlannedReads> => {
  const reads: PlannedRead[] = [];
  const vendorWas = { there: false };
  const end = await inLanes(inOrder(items), LANES, async ([index, item]): Promise<End | null> => {
    const known = stored[index];
    const vendorAccountId = known?.vendorAccountId ?? null;
    if (known === undefined || vendorAccountId === null) {
      reads.push({ kind: 'unread', item, otherwise: held('no-vendor-account') });
      return null;
    }
    if (budget.isSpent()) return { tries: triesSoFar, stop: null };
    const step = stepOf(item, known, await vendor.accounts.readAccount(vendorAccountId), triesSoFar);
    if ('stop' in step) return step;
    const ahead = await withUpcoming(vendor, item, step.next, vendorAccountId, triesSoFar);
    if ('stop' in ahead) return ahead;
    reads.push(ahead.next);
    vendorWas.there = true;
    return null;
  });
  const failed = (end?.tries ?? triesSoFar) - triesSoFar;
  // An answer beside one that did not come says that the vendor is there: tries are counted in a row.
  return { reads, tries: (vendorWas.there ? 0 : triesSoFar) + failed, interruption: end?.stop ?? null };
};
