import type { Account } from '../../domain/account.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { SHARDS } from '../../domain/plan.ts';
import { accounts } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';
import { loadInstance } from './load-instance.ts';

/** Which accounts to list; an absent filter lets all through. */
export interface AccountFilters {
  readonly status?: Account['status'] | undefined;
  readonly tier?: Account['tier'] | undefined;
  readonly email?: string | undefined;
}

const passes = (account: Account, filters: AccountFilters): boolean =>
  (filters.status === undefined || account.status === filters.status) &&
  (filters.tier === undefined || account.tier === filters.tier) &&
  (filters.email === undefined || normalizeAddress(account.email) === filters.email);

/** A page of an instance's accounts as its current pull knows them; nothing where it was never pulled. */
export const listAccounts = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  filters: AccountFilters,
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: Account[]; readonly next: ShardPosition | null }> => {
  const { currentPullId } = await loadInstance(deps, instanceId);
  if (currentPullId === null) return { items: [], next: null };
  return walkShards({
    shards: SHARDS,
    limit,
    after,
    page: (shard, request) =>
      deps.store.page(accounts, { instanceId, pullId: currentPullId, shard }, request),
    sortOf: ({ accountId }) => accountId,
    keep: (account) => passes(account, filters),
  });
};
