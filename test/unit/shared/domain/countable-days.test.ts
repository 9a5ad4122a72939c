import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityLevel } from '../../../../shared/domain/activity-level.ts';
import {
  type ClockFacts,
  countBack,
  countDays,
  holidaysBy,
} from '../../../../shared/domain/countable-days.ts';
import { inactivityOf } from '../../../../shared/domain/inactivity.ts';
import { daysBetween } from '../../../../shared/domain/time.ts';
import { noUseFor } from '../../../../shared/domain/usage.ts';
import {
  DECIDED_AT,
  ago,
  clockWith,
  dayAgo,
  sampleEvidence,
  unused,
} from '../../../support/sample-evidence.ts';

/** The sample with windows far enough back, whose last sign-in was so many days ago. */
const unusedFor = (days: number, clock: Partial<ClockFacts>) =>
  sampleEvidence({
    clock: clockWith(clock),
    signals: { lastLogin: { at: ago(days), lagDays: 3 }, engagement: unused(180) },
  });

describe('sixty days that count', () => {
  it.each<[string, Partial<ClockFacts>, number]>([
    ['where nothing stops the clock', {}, 63],
    ['after a leave of thirty days', { leave: { from: dayAgo(40), until: dayAgo(11) } }, 93],
    ['in a leave that began ten days ago', { leave: { from: dayAgo(10), until: null } }, 63 + 10 + 9 / 24],
    ['of somebody who works half of the time', { partTimeFactor: 0.5 }, 123],
    ['over three holidays', { holidays: [dayAgo(50), dayAgo(20), dayAgo(5)] }, 66],
    [
      'with a holiday within a leave',
      { leave: { from: dayAgo(20), until: dayAgo(11) }, holidays: [dayAgo(15)] },
      73,
    ],
    ['with holidays from before', { holidays: [dayAgo(70)] }, 63],
  ])('%s', (_, clock, longEnough) => {
    expect(noUseFor(unusedFor(longEnough + 0.01, clock), 60)).toBe('true');
    expect(noUseFor(unusedFor(longEnough - 0.01, clock), 60)).toBe('false');
  });

  it.each<[string, Partial<ClockFacts>]>([
    ['work began', { hiredOn: dayAgo(59) }],
    ['the account is there', { seatOn: dayAgo(59) }],
    ['work will begin', { hiredOn: dayAgo(-3) }],
    ['a leave began that has no known start', { leave: { from: null, until: dayAgo(30) } }],
  ])('have not passed since %s, whatever the vendor says', (_, clock) => {
    const evidence = unusedFor(300, clock);
    expect(noUseFor(evidence, 60)).toBe('false');
    expect(noUseFor({ ...evidence, sources: [] }, 60)).toBe('false');
  });

  it('need reports that reach as far back as they began', () => {
    const evidence = unusedFor(100, { leave: { from: dayAgo(40), until: dayAgo(11) } });
    expect(noUseFor(evidence, 60)).toBe('true');
    const short = { ...evidence, signals: { ...evidence.signals, engagement: unused(63) } };
    expect(noUseFor(short, 60)).toBe('unknown');
  });
});

describe('the level of somebody whose clock stands still', () => {
  const used = (activeDays: number, clock: Partial<ClockFacts>) =>
    sampleEvidence({
      clock: clockWith(clock),
      signals: {
        lastLogin: { at: ago(1), lagDays: 3 },
        signIns: { from: dayAgo(29), to: dayAgo(0), lastAt: ago(1), activeDays },
      },
    });

  it.each<[string, number, Partial<ClockFacts>, string]>([
    ['two active days', 2, {}, 'under-used'],
    ['two active days at half time', 2, { partTimeFactor: 0.5 }, 'efficient'],
    ['one active day at half time', 1, { partTimeFactor: 0.5 }, 'under-used'],
    [
      'two active days beside two weeks of leave',
      2,
      { leave: { from: dayAgo(20), until: dayAgo(7) } },
      'efficient',
    ],
    ['one day after a long leave', 1, { leave: { from: dayAgo(90), until: dayAgo(3) } }, 'unknown'],
    ['a first week', 1, { hiredOn: dayAgo(7) }, 'unknown'],
    ['two active days beside two holidays', 2, { holidays: [dayAgo(3), dayAgo(4)] }, 'under-used'],
  ])('%s: %s', (_, activeDays, clock, level) => {
    expect(activityLevel(used(activeDays, clock))).toBe(level);
  });

  it('is not ignored while the grace, counted so, is not over', () => {
    const never = (clock: Partial<ClockFacts>) =>
      sampleEvidence({
        account: { createdAt: ago(80) },
        clock: clockWith({ seatOn: dayAgo(80), ...clock }),
        signals: {
          lastLogin: { at: null, lagDays: 3 },
          signIns: { from: dayAgo(29), to: dayAgo(0), lastAt: null, activeDays: 0 },
        },
      });
    expect(activityLevel(never({}))).toBe('ignored');
    expect(activityLevel(never({ leave: { from: dayAgo(70), until: dayAgo(30) } }))).toBe('under-used');
  });
});

describe('counting', () => {
  const stretch = (most: number) =>
    fc
      .record({ from: fc.integer({ min: 0, max: most }), length: fc.integer({ min: 0, max: 60 }) })
      .map(({ from, length }) => ({ from: dayAgo(from + length), until: dayAgo(from) }));
  const clocks = fc
    .record({
      leave: fc.option(stretch(200)),
      partTimeFactor: fc.constantFrom(1, 0.8, 0.5),
      holidays: fc.array(fc.integer({ min: -3, max: 300 }).map(dayAgo), { maxLength: 8 }),
    })
    .map((patch) => clockWith(patch));

  it('back and forth comes to the same', () => {
    fc.assert(
      fc.property(clocks, fc.integer({ min: 1, max: 150 }), (clock, days) => {
        const start = countBack(clock, DECIDED_AT, days);
        expect(start).not.toBeNull();
        expect(countDays(clock, start ?? '', DECIDED_AT).counted).toBeCloseTo(days, 5);
      }),
    );
  });

  it('puts every day of a span somewhere', () => {
    fc.assert(
      fc.property(clocks, fc.integer({ min: 1, max: 300 }), (clock, days) => {
        const { counted, leave, holiday, partTime } = countDays(clock, ago(days), DECIDED_AT);
        expect(counted + leave + holiday + partTime).toBeCloseTo(daysBetween(ago(days), DECIDED_AT), 5);
      }),
    );
  });

  it('finds no moment where hardly a day counts', () => {
    expect(countBack(clockWith({ partTimeFactor: 0.001 }), DECIDED_AT, 365)).toBeNull();
  });
});

describe('the calculation that is shown', () => {
  it('says from when days count, which do, and which do not and why', () => {
    const evidence = unusedFor(100, {
      leave: { from: dayAgo(40), until: dayAgo(11) },
      holidays: [dayAgo(5), dayAgo(20), dayAgo(99)],
      partTimeFactor: 0.8,
    });
    expect(inactivityOf(evidence)).toEqual({
      lastUse: { at: ago(100), by: 'last-sign-in' },
      lagDays: 3,
      from: ago(97),
      beginsWith: 'last-use',
      calendarDays: 97,
      countedDays: 52.8,
      leftOut: { leave: 30, holiday: 1, partTime: 13.2 },
    });
  });

  it.each<[string, Partial<ClockFacts>, string]>([
    ['work', { hiredOn: dayAgo(30) }, 'work'],
    ['the account', { seatOn: dayAgo(30), hiredOn: null }, 'account'],
  ])('begins with %s where that came later', (_, clock, beginsWith) => {
    const shown = inactivityOf(unusedFor(100, clock));
    expect(shown).toMatchObject({ beginsWith, calendarDays: 30.4, countedDays: 30.4 });
  });

  it('says where nothing shows any use', () => {
    const evidence = sampleEvidence({ signals: { lastLogin: { at: null, lagDays: 3 } } });
    expect(inactivityOf(evidence)).toMatchObject({ lastUse: null, from: null, countedDays: 0 });
  });

  it('names the latest sign of use, a feature by the end of its span', () => {
    const use = { feature: 'hosted-meeting' as const, from: dayAgo(30), to: dayAgo(20), count: 1 };
    const evidence = sampleEvidence({ signals: { engagement: [use] } });
    expect(inactivityOf(evidence).lastUse).toEqual({ at: `${dayAgo(19)}T00:00:00.000Z`, by: 'feature' });
    const logged = { from: dayAgo(29), to: dayAgo(0), lastAt: ago(2), activeDays: 1 };
    const both = sampleEvidence({ signals: { engagement: [use], signIns: logged } });
    expect(inactivityOf(both)).toMatchObject({
      lastUse: { at: ago(2), by: 'sign-in-log' },
      countedDays: 0,
    });
  });
});

describe('holidays of a place', () => {
  const calendars = [
    { locations: [], days: [dayAgo(10), dayAgo(-5)] },
    { locations: ['Berlin'], days: [dayAgo(20), dayAgo(10), dayAgo(401)] },
  ];

  it('are its own and everybody’s, those of the last 400 days, in order', () => {
    const at = holidaysBy(calendars, DECIDED_AT);
    expect(at('Berlin')).toEqual([dayAgo(20), dayAgo(10)]);
    expect(at('Osaka')).toEqual([dayAgo(10)]);
    expect(at(null)).toEqual([dayAgo(10)]);
    expect(at('Berlin')).toBe(at('Berlin'));
  });
});
