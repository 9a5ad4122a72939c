import * as z from 'zod';
import { type LicenseTier, licenseTierSchema } from './account.ts';
import { activityLevel, activityLevelSchema, leftCompany } from './activity-level.ts';
import type { Answer } from './answer.ts';
import { type ConditionLeaf, compile } from './condition.ts';
import type { Evidence } from './evidence.ts';
import { idSchema } from './ids.ts';
import { type Moments, rememberMoments } from './moments.ts';
import type { Observation } from './observation.ts';
import { daysBetween } from './time.ts';
import { FIRST_CREDIBLE, featureUsed, noSignInFor, noUseFor } from './usage.ts';
import { type Outcome, type Rule, outcomeSchema } from './workflow.ts';

/** What was decided about one account and why. Unknown is never acted on. */
export const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('match'),
    ruleId: idSchema('rule'),
    outcome: outcomeSchema,
    tierBefore: licenseTierSchema,
    tierAfter: licenseTierSchema,
    level: activityLevelSchema,
    /** People who left get no mail and need no answer. */
    left: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('in-another-plan'), runId: idSchema('run') }),
  z.strictObject({
    kind: z.literal('protected'),
    reason: z.enum([
      'service-account',
      'vendor-owner',
      'vendor-admin',
      'custom-role',
      'exempt',
      'protected-person',
      'upcoming-use',
      'cool-down',
      'new-account',
    ]),
  }),
  z.strictObject({
    kind: z.literal('unknown'),
    /** `sources-disagree`: one says that the person left, another that they are here. */
    reason: z.enum([
      'no-person',
      'email-not-verified',
      'role-unknown',
      'sources-disagree',
      'age-unknown',
      'no-usable-signal',
    ]),
  }),
  z.strictObject({
    kind: z.literal('no-match'),
    /** `seen-once`: a rule matches, and too few observations before this one say so; `observations-disagree`: one says otherwise. */
    reason: z.enum(['not-active', 'no-rule-matches', 'seen-once', 'observations-disagree']),
  }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** The tier an account has after an outcome. */
export const tierAfter = (outcome: Outcome): Extract<Verdict, { kind: 'match' }>['tierAfter'] =>
  outcome.kind === 'downgrade' ? outcome.toTier : 'none';

const yes = (holds: boolean): Answer => (holds ? 'true' : 'false');

/** An org field that is missing is unknown, not different. */
const among = (value: string | null | undefined, list: readonly string[]): Answer =>
  value === null || value === undefined || value === '' ? 'unknown' : yes(list.includes(value));

/** What a rule is asked of. */
interface Subject {
  readonly evidence: Evidence;
  readonly moments: Moments;
  /** Whether the person left, as it is known now, also where an earlier observation is asked. */
  readonly left: Answer;
}

const personOf = ({ person }: Evidence) => (person.kind === 'matched' ? person : null);

const leafQuestion = (leaf: ConditionLeaf): ((subject: Subject) => Answer) => {
  switch (leaf.field) {
    case 'daysSinceLastUse':
      return ({ evidence, moments }) => noUseFor(evidence, leaf.atLeast, moments);
    case 'daysSinceLastSignIn':
      return ({ evidence, moments }) => noSignInFor(evidence, leaf.atLeast, moments);
    case 'accountAgeDays':
      return ({ evidence: { account }, moments }) =>
        account.createdAt === null ? 'unknown' : yes(account.createdAt <= moments.ago(leaf.atLeast));
    case 'activityLevel':
      return ({ evidence, moments, left }) => {
        const level = activityLevel(evidence, leaf.windowDays, moments, left);
        return level === 'unknown' ? 'unknown' : yes(leaf.in.includes(level));
      };
    case 'licenseTier':
      return ({ evidence }) => yes(leaf.in.includes(evidence.account.tier));
    case 'orgField':
      return ({ evidence }) => among(personOf(evidence)?.[leaf.name], leaf.in);
    case 'customField':
      return ({ evidence }) => among(personOf(evidence)?.custom[leaf.name], leaf.in);
    case 'manager':
      return ({ evidence }) => among(personOf(evidence)?.managerId, leaf.in);
    case 'left':
      return ({ evidence, left }) =>
        evidence.person.kind === 'none' || left === 'unknown'
          ? 'unknown'
          : yes((left === 'true') === leaf.is);
    case 'featureUse':
      return ({ evidence, moments }) => {
        const used = featureUsed(evidence, leaf.features, leaf.withinDays, moments);
        return used === 'unknown' ? 'unknown' : yes((used === 'true') === leaf.is);
      };
  }
};

/** What protects an account whoever decided. */
const protection = (evidence: Evidence): Verdict | null => {
  const { role, roleIsOrdinary } = evidence.account;
  if (role.kind === 'owner') return { kind: 'protected', reason: 'vendor-owner' };
  if (role.kind === 'admin') return { kind: 'protected', reason: 'vendor-admin' };
  if (role.kind === 'custom' && !roleIsOrdinary) return { kind: 'protected', reason: 'custom-role' };
  if (role.kind === 'unknown') return { kind: 'unknown', reason: 'role-unknown' };
  if (evidence.exemptions.inForce.length > 0) return { kind: 'protected', reason: 'exempt' };
  return evidence.protectedByPolicy ? { kind: 'protected', reason: 'protected-person' } : null;
};

/**
 * What keeps rules from an account: that nobody knows whether its person left, that they have something planned which needs the license,
 * that they kept it lately, and that it is new.
 */
const tooSoon = ({ evidence, moments, left }: Subject): Verdict | null => {
  if (left === 'unknown') return { kind: 'unknown', reason: 'sources-disagree' };
  const { longMeetings = 0, webinars = 0 } = evidence.upcoming ?? {};
  if (left === 'false' && longMeetings + webinars > 0) return { kind: 'protected', reason: 'upcoming-use' };
  if (evidence.coolDownUntil !== null && evidence.coolDownUntil > evidence.decidedAt)
    return { kind: 'protected', reason: 'cool-down' };
  const { createdAt } = evidence.account;
  if (createdAt === null || createdAt < FIRST_CREDIBLE) return { kind: 'unknown', reason: 'age-unknown' };
  if (createdAt > moments.ago(evidence.graceDays)) return { kind: 'protected', reason: 'new-account' };
  return null;
};

/** Tiers from least to most. `other` has no place among them: nothing is known to be less than it, so it is never downgraded. */
const TIERS: readonly LicenseTier[] = ['none', 'basic', 'licensed'];

/** An outcome that takes nothing away is no match: the account is there already. */
const changes = (evidence: Evidence, outcome: Outcome): boolean =>
  outcome.kind !== 'downgrade' || TIERS.indexOf(outcome.toTier) < TIERS.indexOf(evidence.account.tier);

/** The evidence as an earlier pull would have had it: its signals, and all else as it is now. */
const asSeenBy = (evidence: Evidence, { at, complete, ...seen }: Observation): Evidence => ({
  ...evidence,
  decidedAt: at,
  observedAt: at,
  sources: complete.map((source) => ({ source, state: 'complete', observedAt: at })),
  signals: {
    ...evidence.signals,
    lastLogin: { at: seen.lastLoginAt, lagDays: evidence.signals.lastLogin.lagDays },
    engagement: seen.engagement,
    signIns: seen.signIns,
  },
});

/**
 * Asks earlier observations, from the newest back, whether they agree with a match: null where as many do as are needed. One that cannot
 * tell is passed over; one that says otherwise, or saw another status or tier, ends the search.
 */
const disagreement = (
  { evidence, left }: Subject,
  ask: (subject: Subject) => Answer,
  momentsOf: (evidence: Evidence) => Moments,
): Verdict | null => {
  const { observations, file, account } = evidence;
  if (observations === undefined || file !== undefined) return null;
  let missing = observations.needed - 1;
  let last = evidence.observedAt;
  for (const earlier of observations.earlier) {
    if (missing <= 0) return null;
    if (earlier.status !== account.status || earlier.tier !== account.tier)
      return { kind: 'no-match', reason: 'observations-disagree' };
    const seen = asSeenBy(evidence, earlier);
    const answer = ask({ evidence: seen, moments: momentsOf(seen), left });
    if (answer === 'false') return { kind: 'no-match', reason: 'observations-disagree' };
    if (answer === 'unknown' || daysBetween(earlier.at, last) < observations.apartDays) continue;
    missing -= 1;
    last = earlier.at;
  }
  return missing <= 0 ? null : { kind: 'no-match', reason: 'seen-once' };
};

/** What speaks before any rule is asked; null where nothing does. */
const gate = (subject: Subject): Verdict | null => {
  const { evidence } = subject;
  const { account, person, file } = evidence;
  const byRules = file === undefined;
  if (evidence.serviceAccount !== undefined) return { kind: 'protected', reason: 'service-account' };
  if (byRules && person.kind === 'none' && person.reason === 'no-person')
    return { kind: 'unknown', reason: 'no-person' };
  // An invitation has nothing to verify yet: that it is not active says more than that its address is not verified.
  if (account.status !== 'active') return { kind: 'no-match', reason: 'not-active' };
  if (person.kind === 'none' && (byRules || person.reason === 'email-not-verified'))
    return { kind: 'unknown', reason: person.reason };
  return protection(evidence) ?? (byRules ? tooSoon(subject) : null);
};

/**
 * Makes the judge of a plan's accounts: from an account's evidence and the rules, the first gate that speaks wins, then the first rule
 * that matches. A rule that cannot be answered ends in unknown, so that no later rule acts on what an earlier one might have claimed.
 * Where a file named the account, somebody decided about it by name: an account without a person, a new one and one that was kept
 * lately are no exceptions then, and one observation is enough. Whose address the vendor has not verified stays unknown: it might be a protected person's.
 */
export const judgeBy = (rules: readonly Rule[]): ((evidence: Evidence) => Verdict) => {
  const momentsOf = rememberMoments();
  const earlierMomentsOf = rememberMoments();
  const questions = rules.map((rule) => ({ rule, ask: compile(rule.when, leafQuestion) }));
  return (evidence) => {
    const moments = momentsOf(evidence);
    const subject = { evidence, moments, left: leftCompany(evidence) };
    const gated = gate(subject);
    if (gated !== null) return gated;
    for (const { rule, ask } of questions) {
      if (!changes(evidence, rule.outcome)) continue;
      const answer = ask(subject);
      if (answer === 'unknown') return { kind: 'unknown', reason: 'no-usable-signal' };
      if (answer === 'false') continue;
      const unsure = disagreement(subject, ask, earlierMomentsOf);
      if (unsure !== null) return unsure;
      if (evidence.claimedBy !== null) return { kind: 'in-another-plan', runId: evidence.claimedBy };
      return {
        kind: 'match',
        ruleId: rule.ruleId,
        outcome: rule.outcome,
        tierBefore: evidence.account.tier,
        tierAfter: tierAfter(rule.outcome),
        level: activityLevel(evidence, undefined, moments),
        left: subject.left === 'true',
      };
    }
    return { kind: 'no-match', reason: 'no-rule-matches' };
  };
};

/** Decides about one account, as {@link judgeBy} says. */
export const decide = (evidence: Evidence, rules: readonly Rule[]): Verdict => judgeBy(rules)(evidence);
