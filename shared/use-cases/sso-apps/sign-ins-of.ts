import { daysSignedIn } from '../../domain/sign-in-days.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { SsoApp } from '../../domain/sso-app.ts';
import type { Day, Instant } from '../../domain/time.ts';
import { loggedDays } from '../../records/day-log.ts';
import { signInDays } from '../../records/sso-apps.ts';
import type { DayRange } from '../day-log/read-days.ts';
import type { Basics } from '../dependencies.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';

type Deps = Pick<Basics, 'store'>;

/** When one address signed in to an app. */
export interface SignInsOfAddress {
  readonly address: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Days within the span that was asked for, oldest first; of the newest 16 months. */
  readonly days: Day[];
}

/** Who signed in to an app within a span of days, or on which of them one address did. One record an address. */
export const signInsByPerson = async (
  { store }: Deps,
  ssoAppId: string,
  { from = '0001-01-01', to = '9999-12-31', email }: DayRange & { readonly email?: string | undefined },
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: SignInsOfAddress[]; readonly next: ShardPosition | null }> => {
  if (email !== undefined) {
    const record = await store.get(signInDays, { ssoAppId, address: email });
    const days = record === undefined ? [] : daysSignedIn(record, from, to);
    if (record === undefined || days.length === 0) return { items: [], next: null };
    return { items: [{ address: email, firstAt: record.firstAt, lastAt: record.lastAt, days }], next: null };
  }
  const { items, next } = await walkShards({
    shards: SHARDS,
    limit,
    after,
    page: (shard, request) => store.page(signInDays, { ssoAppId, shard }, request),
    sortOf: ({ address }) => address,
    keep: (record) => daysSignedIn(record, from, to).length > 0,
  });
  return {
    items: items.map((record) => ({
      ...{ address: record.address, firstAt: record.firstAt, lastAt: record.lastAt },
      days: daysSignedIn(record, from, to),
    })),
    next,
  };
};

/** From which day to which anybody's sign-ins to an app are known; nothing is known of days before the first. */
export interface SsoCoverage {
  readonly app: SsoApp;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/** The span of days of which an app's sign-ins are known; null where there never was one. Two reads. */
export const coverageOf = async ({ store }: Deps, app: SsoApp): Promise<SsoCoverage | null> => {
  const log = { log: 'sso', ssoAppId: app.ssoAppId } as const;
  const { records: first } = await store.page(loggedDays, log, { limit: 1 });
  const { records: last } = await store.page(loggedDays, log, { limit: 1, descending: true });
  const [firstDay, lastDay] = [first[0]?.day, last[0]?.day];
  return firstDay === undefined || lastDay === undefined ? null : { app, firstDay, lastDay };
};
