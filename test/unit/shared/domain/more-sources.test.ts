import { describe, expect, it } from 'vitest';
import { carryOn } from '../../../../shared/domain/activity.ts';
import { activityLevel, leftCompany } from '../../../../shared/domain/activity-level.ts';
import type { Evidence, SsoSignal } from '../../../../shared/domain/evidence.ts';
import { inactivityOf } from '../../../../shared/domain/inactivity.ts';
import { featureUsed, noSignInFor, noUseFor } from '../../../../shared/domain/usage.ts';
import { decide } from '../../../../shared/domain/verdict.ts';
import {
  UNUSED_60,
  ago,
  dayAgo,
  personWith,
  ruleOf,
  sampleEvidence,
  unused,
  withSource,
} from '../../../support/sample-evidence.ts';

const OKTA = 'ins_00000000-okta';
const ONELOGIN = 'ins_00000000-onelogin';

type Entry = NonNullable<Evidence['directory']>[number];
const entry = (status: Entry['status'], days = 0, instanceId = OKTA): Entry => ({
  ...{ instanceId, status, observedAt: ago(days) },
});

describe('who left the company', () => {
  const GONE = { endDate: dayAgo(5) };
  it.each<[string, Parameters<typeof personWith>[0], Entry[], string]>([
    ['nobody says anything', {}, [], 'false'],
    ['the last day is over', GONE, [], 'true'],
    ['the directory has them deprovisioned', {}, [entry('deprovisioned')], 'true'],
    ['both say so', GONE, [entry('deprovisioned')], 'true'],
    ['the last day is over, and the directory has them active', GONE, [entry('active')], 'unknown'],
    ['the last day is over, and they were active before it', GONE, [entry('active', 9)], 'true'],
    ['the last day is over, and they are suspended', GONE, [entry('suspended')], 'true'],
    ['suspended alone', {}, [entry('suspended')], 'false'],
    ['deprovisioned, with a last day to come', { endDate: dayAgo(-9) }, [entry('deprovisioned')], 'unknown'],
    [
      'deprovisioned, and back since',
      { endDate: dayAgo(90), startDate: dayAgo(9) },
      [entry('deprovisioned')],
      'unknown',
    ],
    ['an old word of deprovisioned', {}, [entry('deprovisioned', 3)], 'false'],
    ['back at the same place under a new id', {}, [entry('deprovisioned'), entry('active')], 'false'],
    [
      'gone at one platform and there at another',
      {},
      [entry('deprovisioned'), entry('active', 0, ONELOGIN)],
      'unknown',
    ],
  ])('%s', (_, person, directory, expected) => {
    const evidence = { ...sampleEvidence(), person: personWith(person), directory };
    expect(leftCompany(evidence)).toBe(expected);
    const verdict = decide(evidence, [ruleOf({ field: 'left', is: true })]);
    const reasons = { true: 'match', false: 'no-rule-matches', unknown: 'sources-disagree' };
    expect('reason' in verdict ? verdict.reason : verdict.kind).toBe(reasons[leftCompany(evidence)]);
  });

  it('is nobody’s to decide about by any rule where sources disagree', () => {
    const evidence = { ...sampleEvidence(), person: personWith(GONE), directory: [entry('active')] };
    expect(decide(evidence, [UNUSED_60])).toEqual({ kind: 'unknown', reason: 'sources-disagree' });
    expect(activityLevel(evidence)).toBe('unknown');
  });
});

const app = (patch: Partial<SsoSignal> = {}): SsoSignal => ({
  ssoAppId: 'sso_00000000-sample',
  state: 'complete',
  observedAt: ago(0.1),
  from: dayAgo(200),
  lastAt: null,
  activeDays: 0,
  ...patch,
});

describe('single sign-on as a further source', () => {
  it.each<[string, SsoSignal[], string]>([
    ['that shows nothing', [app()], 'true'],
    ['that shows a sign-in lately', [app({ lastAt: ago(20) })], 'false'],
    ['one of which shows a sign-in lately', [app(), app({ lastAt: ago(20) })], 'false'],
    ['that shows one long ago', [app({ lastAt: ago(80) })], 'true'],
    ['that is out of order', [app({ state: 'failed' })], 'unknown'],
    [
      'that is out of order, and showed a sign-in lately',
      [app({ state: 'failed', lastAt: ago(9) })],
      'false',
    ],
    ['that was not read lately', [app({ observedAt: ago(3) })], 'unknown'],
    ['that is known for some days only', [app({ from: dayAgo(9) })], 'true'],
  ])('%s', (_, sso, expected) => {
    const evidence = sampleEvidence({ signals: { sso } });
    expect(noUseFor(evidence, 60)).toBe(expected);
    expect(noSignInFor(evidence, 60)).toBe(expected);
  });

  it.each<[string, SsoSignal[], string]>([
    ['covers the days', [app()], 'true'],
    ['covers too few days', [app({ from: dayAgo(30) })], 'unknown'],
    ['covers them by one of two apps', [app(), app({ from: null })], 'unknown'],
    ['is not there', [], 'unknown'],
    ['shows a sign-in', [app({ lastAt: ago(3) })], 'false'],
  ])('answers alone for a vendor that tells of no use, where it %s', (_, sso, expected) => {
    const silent = sampleEvidence({
      signals: { lastLogin: { at: null, lagDays: 0 }, engagement: [], signIns: null, sso },
    });
    const sources = silent.sources.filter(({ source }) => source === 'accounts' || source === 'roles');
    expect(noUseFor({ ...silent, sources }, 60)).toBe(expected);
    expect(noUseFor(silent, 60)).toBe(expected === 'false' ? 'false' : 'unknown');
  });

  it('shows in the calculation', () => {
    const evidence = sampleEvidence({ signals: { sso: [app({ lastAt: ago(9) })] } });
    expect(inactivityOf(evidence)).toMatchObject({ lastUse: { at: ago(9), by: 'single-sign-on' } });
  });
});

describe('an account that nobody ever used', () => {
  const never = (patch: Partial<Evidence['signals']> = {}) =>
    sampleEvidence({
      account: { createdAt: ago(80) },
      signals: {
        lastLogin: { at: null, lagDays: 3 },
        signIns: { from: dayAgo(29), to: dayAgo(0), lastAt: null, activeDays: 0 },
        ...patch,
      },
    });

  const longAgo = (knownFrom: string) => ({
    ...never({ signIns: { from: dayAgo(29), to: dayAgo(0), knownFrom, lastAt: null, activeDays: 0 } }),
    account: { ...never().account, createdAt: ago(395) },
  });

  it.each<[string, Evidence, string]>([
    ['by the log and single sign-on', never({ sso: [app()] }), 'ignored'],
    ['by the log alone', never(), 'ignored'],
    ['long ago, by logs of one pull after the other', longAgo(dayAgo(340)), 'ignored'],
    ['long ago, by logs that began too late', longAgo(dayAgo(330)), 'unknown'],
    ['but for single sign-on', never({ sso: [app({ lastAt: ago(70) })] }), 'unknown'],
    ['where single sign-on begins too late', never({ sso: [app({ from: dayAgo(9) })] }), 'unknown'],
    ['where single sign-on is out of order', never({ sso: [app({ state: 'failed' })] }), 'unknown'],
    [
      'where the log failed',
      withSource(never({ signIns: null, sso: [app()] }), 'sign-ins', 'failed'),
      'unknown',
    ],
    [
      'where the vendor gives no log and single sign-on tells',
      withSource(never({ signIns: null, sso: [app()] }), 'sign-ins', 'not-granted'),
      'ignored',
    ],
  ])('%s', (_, evidence, level) => {
    expect(activityLevel(evidence)).toBe(level);
  });
});

describe('what needs the tier', () => {
  const spans = (feature: 'long-meeting' | 'cloud-recording' | 'webinar', used = false) => [
    { feature, from: dayAgo(63), to: dayAgo(30), count: 0 },
    { feature, from: dayAgo(29), to: dayAgo(0), count: used ? 1 : 0 },
  ];
  const busy = (used: boolean, features = ['long-meeting', 'cloud-recording', 'webinar'] as const) => {
    const evidence = sampleEvidence({
      signals: {
        lastLogin: { at: ago(1), lagDays: 3 },
        signIns: { from: dayAgo(29), to: dayAgo(0), lastAt: ago(1), activeDays: 20 },
        engagement: [...unused(63), ...features.flatMap((feature) => spans(feature, used))],
      },
    });
    const need = { source: 'need' as const, state: 'complete' as const, observedAt: ago(0) };
    return { ...evidence, sources: [...evidence.sources, need] };
  };

  it.each<[string, Evidence, string]>([
    ['nothing', busy(false), 'under-used'],
    ['something', busy(true), 'efficient'],
    ['nothing, as far as is known', withSource(busy(false), 'need', 'not-granted'), 'efficient'],
    [
      'nothing, of a basic account',
      { ...busy(false), account: { ...busy(false).account, tier: 'basic' } },
      'efficient',
    ],
  ])('%s', (_, evidence, level) => {
    expect(activityLevel(evidence)).toBe(level);
  });

  it('is looked for in days that count, and in none where not as many can count yet', () => {
    const clock = { hiredOn: null, seatOn: null, leave: null, partTimeFactor: 1, holidays: [] };
    const before = busy(false).signals.engagement.map((window) =>
      window.feature === 'webinar' && window.from === dayAgo(63) ? { ...window, count: 1 } : window,
    );
    const evidence = { ...busy(false), signals: { ...busy(false).signals, engagement: before } };
    const back = { ...clock, leave: { from: dayAgo(28), until: dayAgo(15) } };
    // The span ends 30 days ago, and with 14 days of leave 20 days that count begin before.
    expect(activityLevel({ ...evidence, clock }, 20)).toBe('under-used');
    expect(activityLevel({ ...evidence, clock: back }, 20)).toBe('efficient');
    expect(activityLevel({ ...busy(false), clock: back }, 20)).toBe('under-used');
    expect(activityLevel({ ...busy(false), clock: { ...clock, hiredOn: dayAgo(59) } })).toBe('efficient');
    expect(activityLevel({ ...busy(false), clock: { ...clock, hiredOn: dayAgo(60) } })).toBe('under-used');
  });

  it('can be asked for by a rule, and is unknown where it was not read', () => {
    const when = { field: 'featureUse' as const, features: ['webinar' as const], withinDays: 60, is: false };
    expect(decide(busy(false), [ruleOf(when)]).kind).toBe('match');
    expect(decide(busy(true), [ruleOf(when)]).kind).toBe('no-match');
    expect(decide(withSource(busy(false), 'need', 'failed'), [ruleOf(when)]).kind).toBe('unknown');
    expect(featureUsed(busy(false), ['webinar'], 90)).toBe('unknown');
    expect(featureUsed(busy(false), ['hosted-meeting'], 60)).toBe('false');
  });
});

describe('events that an application sends of itself', () => {
  const said = (lastAt: string | null, more: Partial<NonNullable<Evidence['signals']['events']>> = {}) =>
    sampleEvidence({
      sources: [{ source: 'accounts', state: 'complete', observedAt: ago(0) }],
      signals: {
        lastLogin: { at: null, lagDays: 0 },
        ...{ engagement: [], signIns: null },
        events: { from: dayAgo(100), to: dayAgo(1), lastAt, activeDays: 0, ...more },
      },
    });

  it.each<[string, Evidence, string]>([
    ['of the last days', said(ago(2), { activeDays: 3 }), 'efficient'],
    ['of few days', said(ago(2), { activeDays: 2 }), 'under-used'],
    ['of long ago', said(ago(61)), 'inactive'],
    ['of others', said(null), 'inactive'],
    ['of others, for a while only', said(null, { from: dayAgo(50) }), 'unknown'],
    ['of others, and none lately', said(null, { to: dayAgo(5) }), 'unknown'],
  ])('%s', (_, evidence, level) => {
    expect(activityLevel(evidence)).toBe(level);
  });

  it('are use, whatever single sign-on and the list of accounts say', () => {
    const idle = sampleEvidence();
    const events = { from: dayAgo(3), to: dayAgo(3), lastAt: ago(3), activeDays: 1 };
    expect(activityLevel(idle)).toBe('inactive');
    expect(activityLevel({ ...idle, signals: { ...idle.signals, events } })).not.toBe('inactive');
  });
});

describe('logs of one pull after the other', () => {
  const log = (from: number, to: number, lastAt: string | null = null) => ({
    ...{ from: dayAgo(from), to: dayAgo(to), lastAt, activeDays: 0 },
  });

  it('reach as far back as there is no gap between them, and keep the last sign-in', () => {
    const first = log(60, 31, ago(50));
    const second = carryOn(log(30, 1), first);
    expect(second).toEqual({ ...log(30, 1, ago(50)), knownFrom: dayAgo(60) });
    expect(carryOn(log(29, 0, ago(2)), second)).toEqual({ ...log(29, 0, ago(2)), knownFrom: dayAgo(60) });
    expect(carryOn(log(29, 0), first)).toEqual(log(29, 0));
    expect(carryOn(log(29, 0), log(29, 0, ago(3)))).toEqual(log(29, 0));
    expect(carryOn(log(29, 0), null)).toEqual(log(29, 0));
  });
});
