import { accountIdentities } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';

/** DynamoDB takes 100 items in a transaction. */
const IDENTITIES_AT_ONCE = 100;

/** Our ids of a vendor's users, in order; makes those that are new. Two readers at once agree on them. */
export const identifyAccounts = async (
  deps: Pick<Basics, 'store' | 'ids'>,
  instanceId: string,
  vendorKeys: readonly string[],
): Promise<string[]> => {
  const refs = vendorKeys.map((vendorKey) => ({ instanceId, vendorKey }));
  for (;;) {
    const known = await deps.store.getMany(accountIdentities, refs);
    const missing = [...new Set(vendorKeys.filter((_, index) => known[index] === undefined))];
    if (missing.length === 0) return known.flatMap((entry) => (entry === undefined ? [] : [entry.accountId]));
    // A conflict means that somebody else made one of them: read again what is there now.
    await deps.store.write(
      missing
        .slice(0, IDENTITIES_AT_ONCE)
        .map((vendorKey) =>
          put(accountIdentities, { instanceId, vendorKey, accountId: deps.ids.next('account') }, 'absent'),
        ),
    );
  }
};
