import * as z from 'zod';
import type { PullBounds } from './pull-bounds.ts';
import { type Instant, instantSchema, minus } from './time.ts';
import { type Ahead, aheadSchema, describeAhead } from './vendor-clock.ts';

/** What a pull shows beside its figures, by which it is graded. */
export const pullSignsSchema = z.strictObject({
  /** Licensed accounts the vendor gives no credible last sign-in of; null where it never tells one of anybody. */
  licensedWithoutLogin: z.int().min(0).nullable(),
  /** Active accounts of owners and admins. */
  admins: z.int().min(0),
  /** The newest sign-in of anybody; null where there is none. */
  newestActivityAt: instantSchema.nullable(),
  /** How many accounts the vendor says it lists; null where it does not say. */
  announced: z.int().min(0).nullable(),
  /** Last sign-ins that were ahead of our clock; left out where none was. */
  ahead: aheadSchema.optional(),
});
export type PullSigns = z.infer<typeof pullSignsSchema>;

const valueSchema = z.union([z.int(), instantSchema]).nullable();

/** One thing about a pull that is odd. `allowed` is the last value that would not have been; `before` is null where nothing is compared. */
export const pullFindingSchema = z.strictObject({
  measure: z.enum([
    'accounts',
    'active',
    'licensed',
    'admins',
    'announced',
    'licensed-without-login',
    'newest-activity',
    'people',
    'apps',
    'assignments',
  ]),
  before: valueSchema,
  after: valueSchema,
  allowed: valueSchema,
});
export type PullFinding = z.infer<typeof pullFindingSchema>;

/** What of a pull is graded. `signs` is null in pulls from before they were counted. */
export interface GradedPull {
  readonly startedAt: Instant;
  readonly figures: { readonly accounts: number; readonly active: number; readonly licensed: number };
  readonly signs: PullSigns | null;
}

/** What is to be thought of a pull. */
export type PullGrade =
  { readonly kind: 'sane' } | { readonly kind: 'odd'; readonly findings: readonly PullFinding[] };

const portion = (share: number, of: number, count: number): number => Math.max(count, Math.floor(share * of));

/**
 * A count that fell too far. `least` stands where even that must not be gone: somebody consented, so somebody is there. `own` is what
 * we took away ourselves.
 */
export const fell = (
  measure: PullFinding['measure'],
  before: number,
  after: number,
  least: 0 | 1,
  { lostShare, lostCount }: PullBounds,
  own = 0,
): PullFinding[] => {
  const allowed = Math.max(before - own - portion(lostShare, before, lostCount), Math.min(least, before));
  return after < allowed ? [{ measure, before, after, allowed }] : [];
};

/** More licensed accounts without a sign-in than new ones explain, or all of them: sign-ins do not come undone. */
const loginsGone = (
  previous: GradedPull | null,
  { figures: { licensed }, signs }: GradedPull,
  { noLoginShare, noLoginCount }: PullBounds,
): PullFinding[] => {
  const after = signs?.licensedWithoutLogin ?? null;
  if (after === null) return [];
  const before = previous?.signs?.licensedWithoutLogin ?? null;
  const explained =
    previous === null || before === null ? 0 : before + Math.max(0, licensed - previous.figures.licensed);
  // One account that nobody signed in to says nothing; two or more are never all there is, since somebody uses the vendor.
  const nearlyAll = licensed >= 2 ? licensed - 1 : licensed;
  const slack =
    before === null
      ? nearlyAll
      : Math.min(explained + portion(noLoginShare, licensed, noLoginCount), Math.max(explained, nearlyAll));
  return after > slack ? [{ measure: 'licensed-without-login', before, after, allowed: slack }] : [];
};

/** An instance that was in use shows no use at all any more: the vendor answers with old data. */
const wentQuiet = (
  previous: GradedPull,
  next: GradedPull,
  { quietPeriod, quietFrom }: PullBounds,
): PullFinding[] => {
  const before = previous.signs?.newestActivityAt ?? null;
  if (next.signs === null || before === null || previous.figures.active < quietFrom) return [];
  if (before < minus(previous.startedAt, quietPeriod)) return [];
  const allowed = minus(next.startedAt, quietPeriod);
  const after = next.signs.newestActivityAt;
  return after === null || after < allowed ? [{ measure: 'newest-activity', before, after, allowed }] : [];
};

/** Fewer accounts than the vendor itself says there are. A few come and go while the list is read. */
const announcedMore = ({ figures, signs }: GradedPull, bounds: PullBounds): PullFinding[] => {
  const announced = signs?.announced ?? null;
  return announced === null ? [] : fell('announced', announced, figures.accounts, 1, bounds);
};

/**
 * Grades a complete pull against the last good one, null for an instance's first. `taken` are the licenses we took back ourselves since
 * that. Less loss is never odder, and what is odd of a few accounts is odd of many.
 */
export const gradePull = (
  previous: GradedPull | null,
  next: GradedPull,
  bounds: PullBounds,
  taken = 0,
): PullGrade => {
  const findings: PullFinding[] = [];
  if (previous === null) {
    if (next.figures.active === 0) findings.push({ measure: 'active', before: null, after: 0, allowed: 1 });
  } else {
    const [before, after] = [previous.figures, next.figures];
    findings.push(
      ...fell('accounts', before.accounts, after.accounts, 1, bounds),
      ...fell('active', before.active, after.active, 1, bounds),
      ...fell('licensed', before.licensed, after.licensed, 0, bounds, taken),
    );
    if (previous.signs !== null && next.signs !== null)
      findings.push(...fell('admins', previous.signs.admins, next.signs.admins, 1, bounds));
    findings.push(...wentQuiet(previous, next, bounds));
  }
  findings.push(...announcedMore(next, bounds), ...loginsGone(previous, next, bounds));
  return findings.length === 0 ? { kind: 'sane' } : { kind: 'odd', findings };
};

/** What is counted, as people call it. */
const NOUNS: Readonly<Record<PullFinding['measure'], string>> = {
  accounts: 'accounts',
  active: 'active ones',
  licensed: 'licensed ones',
  admins: 'owners and admins',
  announced: 'accounts',
  'licensed-without-login': 'licensed accounts without a last sign-in that can be true',
  'newest-activity': 'a newest sign-in',
  people: 'people',
  apps: 'applications',
  assignments: 'assignments',
};

const amount = (value: PullFinding['after']): string => (value === 0 ? 'no' : String(value));
const day = (value: PullFinding['after']): string => String(value).slice(0, 10);

/** A finding in words, e.g. `20 licensed ones instead of 40 (at least 32 were expected)`. */
export const describeFinding = ({ measure, before, after, allowed }: PullFinding): string => {
  const noun = NOUNS[measure];
  if (measure === 'newest-activity')
    return `${after === null ? 'no sign-in' : `${noun} of ${day(after)}`} instead of one of ${day(before)} (${day(allowed)} or later was expected)`;
  const compared = measure === 'announced' ? 'of the announced' : 'instead of';
  const change = `${amount(after)} ${noun}${before === null ? '' : ` ${compared} ${String(before)}`}`;
  const side = measure === 'licensed-without-login' ? 'at most' : 'at least';
  return `${change} (${side} ${String(allowed)} ${allowed === 1 ? 'was' : 'were'} expected)`;
};

/** Everything that is odd about a pull, in words. */
export const describeOdd = (findings: readonly PullFinding[], ahead: Ahead | undefined): string =>
  [...findings.map(describeFinding), ...(ahead === undefined ? [] : [describeAhead(ahead)])].join(', ');
