import type { VendorAccount } from '../../domain/account.ts';
import { type AccountNews, newsAgainst } from '../../domain/account-news.ts';
import { lastLook } from '../../domain/last-look.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { markLookup } from '../../domain/service-account.ts';
import type { LicenseChanger, VendorResult } from '../../ports/connector.ts';
import { serviceAccountLists } from '../../records/service-accounts.ts';
import { newsOf, nothingHeardSince } from '../vendor-events/news-of-account.ts';
import { matchPeople } from '../evidence/person-directory.ts';
import type { ExemptionLookup } from '../exemptions/exemption-lookup.ts';
import type { CallBudget } from './call-budget.ts';
import { moveRunItem } from './run-items.ts';
import {
  type RunVendor,
  type VendorDependencies,
  type VendorStop,
  readSeen,
  stopFor,
  vendorAccountIdOf,
  vendorWords,
} from './run-vendor.ts';

/** What one item came to: `settled` for now, or the worker must stop. */
export type ItemResult = { readonly kind: 'settled' } | VendorStop;

/** One item and all that is known about it. */
export interface ItemWork {
  readonly deps: VendorDependencies;
  readonly run: Run;
  readonly item: PlanItem;
  readonly reached: RunVendor;
}

/** An item to act on, and who is exempt or protected: what was said since the re-check still protects. */
export interface ActWork extends ItemWork {
  readonly exemptions: ExemptionLookup;
  /** People the policy of now protects. */
  readonly protectedPersonIds: readonly string[];
  readonly budget: CallBudget;
}

const SETTLED: ItemResult = { kind: 'settled' };

/** Sends the change, once. */
const sendChange = (
  licenses: LicenseChanger,
  vendorAccountId: string,
  { outcome }: PlanItem,
): Promise<VendorResult<null>> => {
  switch (outcome.kind) {
    case 'downgrade':
      return licenses.changeTier(vendorAccountId, outcome.toTier);
    case 'deactivate':
      return licenses.deactivate(vendorAccountId);
    case 'disassociate':
      return licenses.remove(vendorAccountId, { kind: 'disassociate' });
    case 'delete':
      return licenses.remove(vendorAccountId, { kind: 'delete', transferTo: outcome.transferTo });
  }
};

const refuse = async (
  { deps, run, item }: ItemWork,
  reason: string,
  vendorReason: string | null = null,
): Promise<ItemResult> => {
  await moveRunItem(deps, run, item, 'refused', 'item.refused', { reason, vendorReason });
  return SETTLED;
};

/** Sends the change of an item that is marked as being acted on, and writes down what came of it. */
const change = async (work: ItemWork, before: PlanItem, vendorAccountId: string): Promise<ItemResult> => {
  const { deps, run, item, reached } = work;
  const result = await sendChange(reached.vendor.licenses, vendorAccountId, item);
  switch (result.kind) {
    case 'ok':
      await moveRunItem(deps, run, item, 'acted', 'item.acted', { actedAt: deps.clock.now() });
      return SETTLED;
    case 'refused':
      return refuse(work, 'vendor-refused', vendorWords(result));
    case 'gone':
      return refuse(work, 'account-gone');
    case 'unavailable':
      // Sent or not: only a read can tell, once the intent has grown old.
      return stopFor(deps, run, result);
    case 'rate-limited':
    case 'reconnect-needed':
    case 'not-granted': {
      // Nothing was sent, so the item is as it was before the intent.
      const { intent, beforeImage } = before;
      await moveRunItem(deps, run, item, 'due', 'item.due', { reason: 'not-sent', intent, beforeImage });
      return stopFor(deps, run, result);
    }
  }
};

/**
 * Marks an item as being acted on, with the call's own id and what the vendor showed just before. Where the vendor reported anything of
 * the account since then, nothing is marked: the item stays due, and is looked at anew.
 */
const intend = (
  { deps, run, item }: ItemWork,
  { status, tier, role }: VendorAccount,
  news: AccountNews | undefined,
) => {
  const at = deps.clock.now();
  const patch = {
    reason: null,
    intent: { operationId: deps.ids.next('operation'), at, attempts: (item.intent?.attempts ?? 0) + 1 },
    beforeImage: { status, tier, role, readAt: at },
  };
  return moveRunItem(deps, run, item, 'acting', 'item.acting', patch, [nothingHeardSince(item, news)]);
};

/** Why the account must not be touched, as it, the marks, the exempt lists and the policy are now. */
const protection = async (
  { deps, item, reached, exemptions, protectedPersonIds }: ActWork,
  account: VendorAccount,
): Promise<string | null> => {
  const reason = lastLook(item, account, reached.instance.ordinaryRoleIds);
  if (reason !== null) return reason;
  const [[match], marked] = await Promise.all([
    matchPeople(deps, [account]),
    deps.store.get(serviceAccountLists, { instanceId: item.instanceId }),
  ]);
  const isMarked = markLookup(marked?.marks ?? []);
  if (isMarked({ accountId: item.accountId, email: account.email }) !== null) return 'service-account';
  const { vendorAccountId, email } = account;
  const emails = [email, ...(match?.addresses ?? [])];
  if (exemptions.forAccount({ emails, vendorAccountId }).length > 0) return 'exempt';
  const personIds = [item.personId, match?.evidence.kind === 'matched' ? match.evidence.personId : null];
  return personIds.some((id) => id !== null && protectedPersonIds.includes(id)) ? 'protected-person' : null;
};

/**
 * Acts on one due item: reads the account, looks at it for the last time, also at what the vendor reported of it since the run began,
 * stores the intent, and sends the change once. Whoever loses the conditional write of the intent sends nothing.
 */
export const actOnItem = async (work: ActWork): Promise<ItemResult> => {
  const { deps, run, item, reached } = work;
  const [vendorAccountId, news] = await Promise.all([
    vendorAccountIdOf(deps, run, item, reached.instance),
    newsOf(deps, item),
  ]);
  if (vendorAccountId === null) return refuse(work, 'account-gone');
  const read = await readSeen(deps, run, reached, vendorAccountId);
  if (read.kind === 'refused') return refuse(work, 'vendor-refused', read.vendorReason);
  if (read.kind !== 'seen') return read;
  if (read.account === 'gone') return refuse(work, 'account-gone');
  const reason = await protection(work, read.account);
  if (reason !== null) {
    await moveRunItem(deps, run, item, 'protected', 'item.protected', { reason });
    return SETTLED;
  }
  const against = newsAgainst(news, run.startedAt, read.account);
  if (against !== null) {
    await moveRunItem(deps, run, item, 'held', 'item.held', { reason: against });
    return SETTLED;
  }
  // A slow read left no time for a change that is seen to its end.
  if (work.budget.isSpent()) return SETTLED;
  const intended = await intend(work, read.account, news);
  return intended.kind === 'moved'
    ? change({ ...work, item: intended.item }, item, vendorAccountId)
    : SETTLED;
};
