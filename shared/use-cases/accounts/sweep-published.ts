import { SHARDS } from '../../domain/plan.ts';
import { accounts, pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { remove } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** Accounts removed a call. */
const ACCOUNTS_A_CALL = 1000;

/** Removes the accounts of a published list that nobody follows. The list itself goes last, so that a sweep cut short goes on. */
export const sweepPublished = async (
  { store }: Pick<Basics, 'store'>,
  pullId: string,
): Promise<'done' | 'more'> => {
  for await (const { instanceId, vendor } of everyRecord(store, instances, {})) {
    if (vendor !== 'custom') continue;
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const { records, next } = await store.page(
        accounts,
        { instanceId, pullId, shard },
        { limit: ACCOUNTS_A_CALL },
      );
      await store.writeMany(records.map((account) => remove(accounts, account)));
      if (next !== null) return 'more';
    }
    await store.writeMany([remove(pulls, { instanceId, pullId })]);
  }
  return 'done';
};
