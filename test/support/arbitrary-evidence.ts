import fc from 'fast-check';
import { NEED_FEATURES } from '../../shared/domain/activity.ts';
import type { Condition } from '../../shared/domain/condition.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import type { Rule } from '../../shared/domain/workflow.ts';
import { ago, dayAgo, ruleOf, sampleEvidence, unused } from './sample-evidence.ts';

const sometimes = <T>(value: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T | null> =>
  fc.oneof({ weight, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });

const moment = fc.double({ min: -5, max: 500, noNaN: true }).map((days) => ago(days));
const lastLogin = fc.oneof(moment, fc.constant(null), fc.constant('1970-01-01T00:00:00.000Z'));
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const person: fc.Arbitrary<Evidence['person']> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'none' as const, reason: 'no-person' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'none' as const, reason: 'email-not-verified' as const }) },
  {
    weight: 8,
    arbitrary: fc
      .record({
        endDate: sometimes(fc.integer({ min: -10, max: 30 }).map(dayAgo), 1),
        department: sometimes(fc.constantFrom('Research', 'Sales')),
        managerId: sometimes(fc.constant('per_00000000-boss')),
      })
      .map((patch) => ({
        kind: 'matched' as const,
        personId: 'per_00000000-sample',
        by: 'email' as const,
        startDate: dayAgo(400),
        title: null,
        location: null,
        custom: {},
        ...patch,
      })),
  },
);

const engagement: fc.Arbitrary<Evidence['signals']['engagement']> = fc.oneof(
  fc.constant(unused(63)),
  fc.constant(unused(180, 63, 33)),
  fc.array(
    fc
      .record({
        from: fc.integer({ min: 0, max: 200 }),
        length: fc.integer({ min: 0, max: 40 }),
        count: fc.integer({ min: 0, max: 2 }),
      })
      .map(({ from, length, count }) => ({
        feature: 'hosted-meeting' as const,
        from: dayAgo(from),
        to: dayAgo(Math.max(0, from - length)),
        count,
      })),
    { maxLength: 5 },
  ),
);

const sources: fc.Arbitrary<Evidence['sources']> = fc
  .tuple(
    ...(['accounts', 'roles', 'engagement', 'sign-ins', 'need'] as const).map((source) =>
      fc.record({
        source: fc.constant(source),
        state: mostly('complete' as const, fc.constantFrom('failed' as const, 'not-granted' as const)),
        observedAt: mostly(ago(0), fc.constant(ago(3))),
      }),
    ),
  )
  .chain((list) =>
    mostly<Evidence['sources']>(
      [...list],
      // A vendor that tells of no use at all.
      fc.constant(list.filter(({ source }) => source === 'accounts' || source === 'roles')),
    ),
  );

const dayOf = (least: number, most: number) => fc.integer({ min: least, max: most }).map(dayAgo);

/** What stops clocks: often nothing, else work that began lately, a leave that is over or not, part time, holidays. */
const clock: fc.Arbitrary<Evidence['clock']> = fc.option(
  fc.record({
    hiredOn: sometimes(dayOf(-5, 500)),
    seatOn: sometimes(dayOf(0, 500)),
    leave: mostly<NonNullable<Evidence['clock']>['leave']>(
      null,
      fc.record({ from: sometimes(dayOf(20, 90)), until: sometimes(dayOf(-20, 19)) }),
    ),
    partTimeFactor: mostly(1, fc.constantFrom(0.5, 0.8, 0.3)),
    holidays: mostly<string[]>([], fc.array(dayOf(0, 120), { maxLength: 6 })),
  }),
  { nil: undefined },
);

/** What single sign-on says, mostly nothing; else of one app or two. */
const sso: fc.Arbitrary<Evidence['signals']['sso']> = mostly<Evidence['signals']['sso']>(
  undefined,
  fc.array(
    fc.record({
      ssoAppId: fc.constant('sso_00000000-sample'),
      state: mostly<'complete' | 'failed'>('complete', fc.constant('failed')),
      observedAt: mostly(ago(0.1), fc.constant(ago(3))),
      from: sometimes(fc.integer({ min: 20, max: 300 }).map(dayAgo), 8),
      lastAt: sometimes(moment, 1),
      activeDays: fc.integer({ min: 0, max: 30 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
);

/** What the application's own events say, mostly nothing. */
const events: fc.Arbitrary<Evidence['signals']['events']> = mostly<Evidence['signals']['events']>(
  undefined,
  fc.record({
    from: dayOf(20, 300),
    to: dayOf(0, 4),
    lastAt: sometimes(moment),
    activeDays: fc.integer({ min: 0, max: 30 }),
  }),
);

const directory: fc.Arbitrary<Evidence['directory']> = mostly<Evidence['directory']>(
  undefined,
  fc.array(
    fc.record({
      instanceId: fc.constantFrom('ins_00000000-okta', 'ins_00000000-onelogin'),
      status: fc.constantFrom('active' as const, 'deprovisioned' as const, 'suspended' as const),
      observedAt: fc.constantFrom(ago(0), ago(1), ago(5), ago(12)),
    }),
    { minLength: 1, maxLength: 3 },
  ),
);

/** Spans of features that need the tier. */
const need: fc.Arbitrary<Evidence['signals']['engagement']> = mostly<Evidence['signals']['engagement']>(
  [],
  fc
    .tuple(fc.integer({ min: 20, max: 120 }), fc.integer({ min: 0, max: 1 }))
    .map(([from, count]) =>
      NEED_FEATURES.map((feature) => ({ feature, from: dayAgo(from), to: dayAgo(0), count })),
    ),
);

const observation = fc
  .record({
    daysAgo: fc.double({ min: 1, max: 6, noNaN: true }),
    tier: mostly<Evidence['account']['tier']>('licensed', fc.constant('basic')),
    lastLoginAt: lastLogin,
    complete: mostly<Evidence['sources'][number]['source'][]>(
      ['accounts', 'roles', 'engagement', 'sign-ins'],
      fc.constant(['accounts', 'roles']),
    ),
    engagement,
  })
  .map(({ daysAgo, ...seen }) => ({
    ...seen,
    at: ago(daysAgo),
    status: 'active' as const,
    signIns: { from: dayAgo(32), to: dayAgo(3), lastAt: null, activeDays: 1 },
  }));

/** Mostly one is enough; else two or three are needed, of which there may be too few. */
const observations: fc.Arbitrary<Evidence['observations']> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc
      .record({ needed: fc.constantFrom(2, 3), earlier: fc.array(observation, { maxLength: 3 }) })
      .map(({ needed, earlier }) => ({
        ...{ needed, apartDays: 1 },
        earlier: earlier.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
      })),
  },
);

/** Evidence of all kinds: most accounts can be decided about, some have one reason or another not to be. */
export const evidences: fc.Arbitrary<Evidence> = fc
  .record({
    status: mostly<Evidence['account']['status']>('active', fc.constantFrom('inactive', 'pending')),
    tier: fc.constantFrom<Evidence['account']['tier'][]>('licensed', 'licensed', 'basic', 'none', 'other'),
    role: mostly<Evidence['account']['role']['kind']>(
      'member',
      fc.constantFrom('owner', 'admin', 'custom', 'unknown'),
    ),
    roleIsOrdinary: fc.boolean(),
    createdAt: sometimes(moment, 8),
    person,
    clock,
    observations,
    sso,
    events,
    directory,
    upcoming: mostly<Evidence['upcoming']>(
      undefined,
      fc.constantFrom({ longMeetings: 0, webinars: 0 }, { longMeetings: 1, webinars: 0 }),
    ),
    need,
    shownBefore: mostly<string | undefined>(undefined, fc.integer({ min: 1, max: 400 }).map(ago)),
    serviceAccount: mostly<Evidence['serviceAccount']>(undefined, fc.constantFrom('address', 'pattern')),
    isExempt: mostly(false, fc.constant(true)),
    protectedByPolicy: mostly(false, fc.constant(true)),
    coolDownUntil: mostly<string | null>(null, moment),
    lastLogin,
    engagement,
    signIns: sometimes(
      fc.record({ lastAt: sometimes(moment, 1), activeDays: fc.integer({ min: 0, max: 30 }) }),
    ),
    sources,
    claimedBy: mostly<string | null>(null, fc.constant('run_00000000-other')),
  })
  .map((some) =>
    sampleEvidence({
      account: {
        status: some.status,
        tier: some.tier,
        role: { id: 'r', kind: some.role },
        roleIsOrdinary: some.roleIsOrdinary,
        createdAt: some.createdAt,
      },
      person: some.person,
      ...(some.clock === undefined ? {} : { clock: some.clock }),
      ...(some.upcoming === undefined ? {} : { upcoming: some.upcoming }),
      ...(some.directory === undefined ? {} : { directory: some.directory }),
      ...(some.observations === undefined ? {} : { observations: some.observations }),
      ...(some.serviceAccount === undefined ? {} : { serviceAccount: some.serviceAccount }),
      exemptions: {
        checked: 1,
        inForce: some.isExempt
          ? [{ exemptionId: 'exm_00000000-sample', scope: 'global', expiresAt: null }]
          : [],
      },
      protectedByPolicy: some.protectedByPolicy,
      coolDownUntil: some.coolDownUntil,
      sources: some.sources,
      claimedBy: some.claimedBy,
      signals: {
        lastLogin: {
          ...{ at: some.lastLogin, lagDays: 3 },
          ...(some.shownBefore === undefined ? {} : { shownBefore: some.shownBefore }),
        },
        engagement: [...some.engagement, ...some.need],
        ...(some.sso === undefined ? {} : { sso: some.sso }),
        ...(some.events === undefined ? {} : { events: some.events }),
        signIns: some.signIns === null ? null : { from: dayAgo(29), to: dayAgo(0), ...some.signIns },
      },
    }),
  );

const leaves: fc.Arbitrary<Condition> = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map((atLeast) => ({ field: 'daysSinceLastUse' as const, atLeast })),
  fc.integer({ min: 0, max: 200 }).map((atLeast) => ({ field: 'daysSinceLastSignIn' as const, atLeast })),
  fc.integer({ min: 0, max: 500 }).map((atLeast) => ({ field: 'accountAgeDays' as const, atLeast })),
  fc
    .subarray(['left', 'unknown', 'ignored', 'inactive', 'under-used', 'efficient'] as const, {
      minLength: 1,
    })
    .map((list) => ({ field: 'activityLevel' as const, in: [...list], windowDays: 60 })),
  fc.constant<Condition>({ field: 'licenseTier', in: ['licensed'] }),
  fc.constant<Condition>({ field: 'orgField', name: 'department', in: ['Sales'] }),
  fc.constant<Condition>({ field: 'manager', in: ['per_00000000-boss'] }),
  fc.boolean().map((is) => ({ field: 'left' as const, is })),
  fc
    .record({
      features: fc.subarray(['hosted-meeting', ...NEED_FEATURES] as const, { minLength: 1 }),
      withinDays: fc.integer({ min: 1, max: 180 }),
      is: fc.boolean(),
    })
    .map(({ features, ...leaf }) => ({ field: 'featureUse' as const, features: [...features], ...leaf })),
);

const conditions = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
  ),
})).node;

/** One to three rules. */
export const rulesets: fc.Arbitrary<Rule[]> = fc.array(
  fc
    .record({
      when: conditions,
      outcome: fc.constantFrom<Rule['outcome'][]>(
        { kind: 'downgrade', toTier: 'basic' },
        { kind: 'downgrade', toTier: 'none' },
        { kind: 'deactivate' },
      ),
    })
    .map(({ when, outcome }) => ruleOf(when, { outcome })),
  { minLength: 1, maxLength: 3 },
);
