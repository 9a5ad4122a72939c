import * as z from 'zod';
import { licenseTierSchema } from './account.ts';
import { idSchema } from './ids.ts';
import type { SeenAccount } from './last-look.ts';
import { type Instant, instantSchema, later } from './time.ts';

/** What a vendor reports of an account between pulls; null for what the report does not speak of. */
export const reportedFactsSchema = z.strictObject({
  status: z.enum(['active', 'inactive', 'gone']).nullable(),
  tier: licenseTierSchema.nullable(),
  /** That the role changed. To which one is for the vendor's answer to say. */
  roleChanged: z.boolean(),
});
export type ReportedFacts = z.infer<typeof reportedFactsSchema>;

const fact = <T extends z.ZodType>(value: T) =>
  z.strictObject({ value, at: instantSchema, heardAt: instantSchema }).nullable();

/** The latest of what a vendor reported of one account, fact by fact: by the vendor's time, and when we heard of it. */
export const accountNewsSchema = z.strictObject({
  instanceId: idSchema('instance'),
  accountId: idSchema('account'),
  status: fact(z.enum(['active', 'inactive', 'gone'])),
  tier: fact(licenseTierSchema),
  role: fact(z.literal('changed')),
  expiresAt: instantSchema,
  version: z.int().min(1),
});
export type AccountNews = z.infer<typeof accountNewsSchema>;

type Facts = Pick<AccountNews, 'status' | 'tier' | 'role'>;
interface Fact<T extends string> {
  readonly value: T;
  readonly at: Instant;
  readonly heardAt: Instant;
}

/** One report of a vendor. */
export interface Report {
  readonly facts: ReportedFacts;
  readonly at: Instant;
  readonly heardAt: Instant;
}

export const NO_FACTS: Facts = { status: null, tier: null, role: null };

/** The later by the vendor's time; of two at one moment always the same one, and of one heard twice the first hearing. */
const laterFact = <T extends string>(known: Fact<T> | null, heard: Fact<T> | null): Fact<T> | null => {
  if (known === null || heard === null) return known ?? heard;
  const rank = ({ at, value }: Fact<T>) => `${at} ${value}`;
  if (rank(known) === rank(heard)) return known.heardAt <= heard.heardAt ? known : heard;
  return rank(known) > rank(heard) ? known : heard;
};

const factOf = <T extends string>(value: T | null, { at, heardAt }: Report): Fact<T> | null =>
  value === null ? null : { value, at, heardAt };

/** What is known after a report. Reports may come in any order and any number of times: what is known in the end is the same. */
export const hear = (known: Facts, report: Report): Facts => ({
  status: laterFact(known.status, factOf(report.facts.status, report)),
  tier: laterFact(known.tier, factOf(report.facts.tier, report)),
  role: laterFact(known.role, factOf(report.facts.roleChanged ? 'changed' : null, report)),
});

/** Whether two states of knowledge are the same. */
export const isSameNews = (a: Facts, b: Facts): boolean =>
  (['status', 'tier', 'role'] as const).every(
    (name) =>
      a[name]?.at === b[name]?.at &&
      a[name]?.value === b[name]?.value &&
      a[name]?.heardAt === b[name]?.heardAt,
  );

/** Why an account must not be touched because of what its vendor reported of it, in stable words. */
export type NewsReason = 'role-changed' | 'vendor-disagrees';

/**
 * What was reported since a moment that speaks against acting on an account as it was read just now: a role that changed after the
 * plan was begun (whatever it is now, the plan knew another one), or a report the reading does not agree with, so that one of the two is
 * out of date. Reports from before that moment are passed over: the plan's own pull has read the account after them.
 */
export const newsAgainst = (
  news: Facts | undefined,
  since: Instant,
  seen: SeenAccount,
): NewsReason | null => {
  const recent = <T extends string>(one: Fact<T> | null | undefined): T | null =>
    one !== null && one !== undefined && later(one.at, one.heardAt) >= since ? one.value : null;
  if (recent(news?.role) !== null) return 'role-changed';
  if (seen === 'gone') return null;
  const status = recent(news?.status);
  if (status === 'gone' || (status === 'inactive' && seen.status === 'active')) return 'vendor-disagrees';
  const tier = recent(news?.tier);
  return tier !== null && tier !== seen.tier ? 'vendor-disagrees' : null;
};
