import type { Account } from '../../domain/account.ts';
import { SHARDS } from '../../domain/plan.ts';
import { type ServiceSign, markLookup, serviceSignsOf } from '../../domain/service-account.ts';
import { accounts } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { matchPeople } from '../evidence/person-directory.ts';
import { loadInstance } from '../instances/load-instance.ts';
import type { ShardPosition } from '../walk-shards.ts';
import { readServiceAccounts } from './mark-service-accounts.ts';

/** An account that may be a program's, and what makes it look so. */
export interface ServiceProposal {
  readonly account: Account;
  readonly signs: ServiceSign[];
}

/** Accounts looked at in one request, of which few are proposed. */
const MOST_READ = 2_000;

/**
 * Active accounts of an instance's current pull that look like service accounts and are not marked, with the signs. They are proposals:
 * nothing follows from them until somebody marks the account. A page may hold fewer than `limit` and still have a next one.
 */
export const proposeServiceAccounts = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: ServiceProposal[]; readonly next: ShardPosition | null }> => {
  const { currentPullId } = await loadInstance(deps, instanceId);
  if (currentPullId === null) return { items: [], next: null };
  const isMarked = markLookup((await readServiceAccounts(deps, instanceId)).marks);
  const items: ServiceProposal[] = [];
  let read = 0;
  let { shard, sort } = after ?? { shard: 0, sort: '' };
  while (shard < SHARDS) {
    const { records, next } = await deps.store.page(
      accounts,
      { instanceId, pullId: currentPullId, shard },
      { limit: limit + 1, ...(sort === '' ? {} : { from: sort }) },
    );
    // Pages start at their bound, which was read before.
    const page = records.filter(({ accountId }) => accountId > sort);
    const matches = await matchPeople(deps, page);
    for (const [index, account] of page.entries()) {
      sort = account.accountId;
      read += 1;
      const signs = serviceSignsOf(account.email, matches[index]?.evidence.kind === 'matched');
      if (account.status === 'active' && signs.length > 0 && isMarked(account) === null)
        items.push({ account, signs });
      if (items.length === limit || read === MOST_READ) return { items, next: { shard, sort } };
    }
    if (next === null) {
      shard += 1;
      sort = '';
    }
  }
  return { items, next: null };
};
