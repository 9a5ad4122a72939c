import type { AccountNews } from '../../domain/account-news.ts';
import { type Change, check } from '../../records/change.ts';
import { accountNews } from '../../records/vendor-events.ts';
import type { Basics } from '../dependencies.ts';

interface AccountRef {
  readonly instanceId: string;
  readonly accountId: string;
}

/** What the vendor reported of an account between pulls; undefined where it never did. */
export const newsOf = (
  { store }: Pick<Basics, 'store'>,
  { instanceId, accountId }: AccountRef,
): Promise<AccountNews | undefined> => store.get(accountNews, { instanceId, accountId });

/** The same of many accounts, in their order. */
export const newsOfAll = (
  { store }: Pick<Basics, 'store'>,
  accounts: readonly AccountRef[],
): Promise<(AccountNews | undefined)[]> =>
  store.getMany(
    accountNews,
    accounts.map(({ instanceId, accountId }) => ({ instanceId, accountId })),
  );

/** Lets a transaction fail where the vendor has reported anything of the account since its news were read. */
export const nothingHeardSince = (
  { instanceId, accountId }: AccountRef,
  news: AccountNews | undefined,
): Change =>
  check(accountNews, { instanceId, accountId }, news === undefined ? 'absent' : { version: news.version });
