import { type Account } from '../../domain/account.ts';
import { type TakenFigures, isSeat } from '../../domain/insight.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Instant, daysBetween } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type TakenLicense, takenLicenses } from '../../records/taken-licenses.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** Accounts of a shard that were read together, in order of their ids. */
export interface AccountsRead {
  readonly shard: number;
  /** The last account before them; null at the start of the shard. */
  readonly after: string | null;
  readonly accounts: readonly Account[];
  /** Whether these are the last of the shard. */
  readonly isEnd: boolean;
}

const hasSeat = ({ status, tier }: Account): boolean => status === 'active' && isSeat(tier);

const freeDays = ({ at, until }: TakenLicense, now: Instant): number =>
  Math.max(0, Math.floor(daysBetween(at, until ?? now)));

/**
 * Looks whether licenses that were taken from these accounts, or from accounts between them that are gone, came back, writes down those
 * that did, and counts them. A license is back only where a pull says so that was begun after it was taken.
 */
export const countTaken = async (
  { store }: Pick<Basics, 'store'>,
  { instanceId, startedAt }: Pick<Pull, 'instanceId' | 'startedAt'>,
  { shard, after, accounts, isEnd }: AccountsRead,
): Promise<TakenFigures> => {
  const byId = new Map(accounts.map((account) => [account.accountId, account]));
  const last = accounts.at(-1)?.accountId ?? '';
  const back: TakenLicense[] = [];
  let seats = 0;
  let seatDays = 0;
  for await (const license of everyRecord(store, takenLicenses, { instanceId, shard }, after ?? undefined)) {
    if (after !== null && license.accountId <= after) continue;
    if (!isEnd && license.accountId > last) break;
    const account = byId.get(license.accountId);
    const isBack =
      license.until === null && account !== undefined && hasSeat(account) && license.at < startedAt;
    const known = isBack ? { ...license, until: startedAt } : license;
    if (isBack) back.push(known);
    if (known.until === null) seats += 1;
    seatDays += freeDays(known, startedAt);
  }
  await store.writeMany(back.map((license) => put(takenLicenses, license, 'any')));
  return { seats, seatDays };
};
