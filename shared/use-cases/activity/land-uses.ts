import { normalizeAddress } from '../../domain/address.ts';
import { vendorKeyOf } from '../../domain/account.ts';
import { type EngagementWindow, NEED_FEATURES, type NeedFeature } from '../../domain/activity.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Day, type Instant, dayOf, plus } from '../../domain/time.ts';
import type { DaySpan } from '../../ports/connector.ts';
import { type VendorUse, vendorUses } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';

type LandDeps = Pick<Basics, 'store' | 'clock'>;

/** Which reading of which instance: a pull, or the re-check of a run. */
export interface Reading {
  readonly instanceId: string;
  readonly reading: string;
}

export const readingOf = ({ instanceId, pullId }: Pick<Pull, 'instanceId' | 'pullId'>): Reading => ({
  instanceId,
  reading: pullId,
});

/** Rows are needed only while their reading goes on, which waits for a reconnect 14 days at most. */
const USES_EXPIRE_AFTER = 'P30D';

/** Merges one page of rows into what is stored, which is kept for as long as a new row; merging a page again changes nothing. */
const mergeUses = async (
  deps: LandDeps,
  of: Reading,
  vendorKeys: readonly string[],
  merge: (use: VendorUse) => VendorUse,
): Promise<void> => {
  const keys = [...new Set(vendorKeys)];
  if (keys.length === 0) return;
  const stored = await deps.store.getMany(
    vendorUses,
    keys.map((vendorKey) => ({ ...of, vendorKey })),
  );
  const expiresAt = plus(deps.clock.now(), USES_EXPIRE_AFTER);
  await deps.store.writeMany(
    keys.map((vendorKey, index) => {
      const use = stored[index] ?? {
        ...of,
        vendorKey,
        engagement: [],
        signInDays: [],
        lastSignInAt: null,
        expiresAt,
      };
      return put(vendorUses, { ...merge(use), expiresAt }, 'any');
    }),
  );
};

/** Lands a page of uses of a feature in one span, hosted meetings unless it says otherwise. A user listed twice in a page counts with the sum, over pages with the larger. */
export const landEngagement = async (
  deps: LandDeps,
  of: Reading,
  span: DaySpan,
  rows: readonly {
    readonly vendorAccountId: string | null;
    readonly email: string;
    readonly count: number;
  }[],
  feature: EngagementWindow['feature'] = 'hosted-meeting',
): Promise<void> => {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = vendorKeyOf(row);
    counts.set(key, (counts.get(key) ?? 0) + row.count);
  }
  await mergeUses(deps, of, [...counts.keys()], (use) => {
    const same = (window: EngagementWindow) =>
      window.feature === feature && window.from === span.from && window.to === span.to;
    const known = use.engagement.find(same)?.count ?? 0;
    const count = Math.max(known, counts.get(use.vendorKey) ?? 0);
    return {
      ...use,
      engagement: [
        ...use.engagement.filter((window) => !same(window)),
        { feature, from: span.from, to: span.to, count },
      ],
    };
  });
};

/** Lands a page of uses that need a tier, each under its feature. */
export const landNeed = async (
  deps: LandDeps,
  of: Reading,
  span: DaySpan,
  rows: readonly {
    readonly vendorAccountId: string | null;
    readonly email: string;
    readonly feature: NeedFeature;
    readonly count: number;
  }[],
): Promise<void> => {
  for (const feature of NEED_FEATURES)
    await landEngagement(
      deps,
      of,
      span,
      rows.filter((row) => row.feature === feature),
      feature,
    );
};

/** Lands a page of sign-ins. */
export const landSignIns = async (
  deps: LandDeps,
  of: Reading,
  rows: readonly { readonly email: string; readonly at: Instant }[],
): Promise<void> => {
  const byKey = new Map<string, Instant[]>();
  for (const row of rows) {
    const key = `email:${normalizeAddress(row.email)}`;
    byKey.set(key, [...(byKey.get(key) ?? []), row.at]);
  }
  await mergeUses(deps, of, [...byKey.keys()], (use) => {
    const moments = [
      ...(byKey.get(use.vendorKey) ?? []),
      ...(use.lastSignInAt === null ? [] : [use.lastSignInAt]),
    ];
    return {
      ...use,
      signInDays: [...new Set([...use.signInDays, ...moments.map(dayOf)])].sort(),
      lastSignInAt: moments.toSorted().at(-1) ?? null,
    };
  });
};

/** What one reading found of one account, under either of its names. */
export interface FoundUse {
  /** How often a feature of the account was used in a span that was read; hosted meetings unless it says otherwise. */
  readonly count: (span: DaySpan, feature?: EngagementWindow['feature']) => number;
  readonly signInDays: readonly Day[];
  readonly lastSignInAt: Instant | null;
}

/** What a reading found of each account, in their order; nothing found is no use. */
export const usesOf = async (
  deps: Pick<Basics, 'store'>,
  of: Reading,
  accounts: readonly { readonly vendorAccountId: string | null; readonly email: string }[],
): Promise<FoundUse[]> => {
  const keysOf = accounts.map((account) => [
    ...new Set([vendorKeyOf(account), vendorKeyOf({ vendorAccountId: null, email: account.email })]),
  ]);
  const keys = [...new Set(keysOf.flat())];
  const uses = await deps.store.getMany(
    vendorUses,
    keys.map((vendorKey) => ({ ...of, vendorKey })),
  );
  const byKey = new Map(keys.map((key, index) => [key, uses[index]]));
  return keysOf.map((own) => {
    const found = own.map((key) => byKey.get(key)).filter((use) => use !== undefined);
    return {
      count: ({ from, to }, feature = 'hosted-meeting') =>
        found
          .flatMap((use) => use.engagement)
          .filter((window) => window.feature === feature && window.from === from && window.to === to)
          .reduce((sum, window) => sum + window.count, 0),
      signInDays: [...new Set(found.flatMap((use) => use.signInDays))].sort(),
      lastSignInAt:
        found
          .flatMap((use) => (use.lastSignInAt === null ? [] : [use.lastSignInAt]))
          .sort()
          .at(-1) ?? null,
    };
  });
};
