import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PullBounds, pullBoundsSchema } from '../../../../shared/domain/pull-bounds.ts';
import {
  type GradedPull,
  type PullSigns,
  describeFinding,
  gradePull,
  pullFindingSchema,
} from '../../../../shared/domain/pull-sanity.ts';
import { minus, plusMs } from '../../../../shared/domain/time.ts';

const NOW = '2026-03-02T09:00:00.000Z';
const BOUNDS = pullBoundsSchema.parse({});

interface Parts extends PullSigns {
  readonly startedAt: string;
  readonly accounts: number;
  readonly active: number;
  readonly licensed: number;
  readonly licensedWithoutLogin: number;
}

const graded = ({ startedAt, accounts, active, licensed, ...signs }: Parts): GradedPull => ({
  startedAt,
  figures: { accounts, active, licensed },
  signs,
});

/** A company of 500 users, 493 of them licensed, a few of whom nobody ever saw. */
const COMPANY: Parts = {
  startedAt: NOW,
  accounts: 520,
  active: 500,
  licensed: 493,
  licensedWithoutLogin: 12,
  admins: 6,
  newestActivityAt: minus(NOW, 'PT3H'),
  announced: null,
};
const TEN: Parts = { ...COMPANY, accounts: 10, active: 10, licensed: 10, licensedWithoutLogin: 1, admins: 2 };

const measuresOf = (previous: Parts | null, next: Parts, bounds: PullBounds = BOUNDS): string[] => {
  const grade = gradePull(previous === null ? null : graded(previous), graded(next), bounds);
  return grade.kind === 'sane' ? [] : grade.findings.map(({ measure }) => measure);
};

/** What a pull after {@link COMPANY} is found to be. */
const after = (patch: Partial<Parts>): string[] => measuresOf(COMPANY, { ...COMPANY, ...patch });

describe('a vendor that never tells a sign-in', () => {
  const silent = { ...graded(COMPANY), signs: { ...graded(COMPANY).signs, licensedWithoutLogin: null } };
  it.each([
    ['the first pull', null],
    ['a later pull', silent],
  ])('is not found to have lost any: %s', (_, previous) => {
    const signs = { admins: 6, newestActivityAt: null, announced: null, licensedWithoutLogin: null };
    const before = previous === null ? null : { ...silent, signs };
    expect(gradePull(before, { ...silent, signs }, BOUNDS)).toEqual({ kind: 'sane' });
  });
});

describe('a pull like the one before', () => {
  it.each<[string, Partial<Parts>]>([
    ['the same', {}],
    ['16 downgrades of 493', { licensed: 477 }],
    ['a fifth of all licenses gone', { licensed: 395 }],
    [
      'two hundred newcomers whom nobody saw yet',
      { accounts: 720, active: 700, licensed: 693, licensedWithoutLogin: 212 },
    ],
    ['a week of holidays', { startedAt: '2026-03-10T09:00:00.000Z' }],
    ['every license taken back but few', { licensed: 400, licensedWithoutLogin: 12 }],
  ])('is sane: %s', (_, patch) => {
    expect(after(patch)).toEqual([]);
  });

  it('may lose a few of a few', () => {
    expect(measuresOf(TEN, { ...TEN, accounts: 7, active: 7, licensed: 7 })).toEqual([]);
    expect(
      measuresOf(
        { ...TEN, accounts: 3, active: 3, licensed: 3 },
        { ...TEN, accounts: 3, active: 3, licensed: 0, licensedWithoutLogin: 0 },
      ),
    ).toEqual([]);
  });

  it('may fall quiet where it was quiet, or where a few people may all be away', () => {
    const weeks = { startedAt: '2026-04-02T09:00:00.000Z' };
    expect(measuresOf(TEN, { ...TEN, ...weeks })).toEqual([]);
    const quiet = { ...COMPANY, newestActivityAt: minus(NOW, 'P20D') };
    expect(measuresOf(quiet, { ...quiet, ...weeks })).toEqual([]);
  });
});

describe('a pull unlike the one before', () => {
  const EMPTY = {
    accounts: 0,
    active: 0,
    licensed: 0,
    licensedWithoutLogin: 0,
    admins: 0,
    newestActivityAt: null,
  };

  it.each<[string, Partial<Parts>, string[]]>([
    ['an empty list', EMPTY, ['accounts', 'active', 'licensed', 'admins', 'newest-activity']],
    ['half a list', { accounts: 260, active: 250, licensed: 246 }, ['accounts', 'active', 'licensed']],
    [
      'a status that is missing',
      { accounts: 20, active: 0, licensed: 0 },
      ['accounts', 'active', 'licensed'],
    ],
    ['licenses that are missing', { licensed: 394 }, ['licensed']],
    ['admins that are missing', { admins: 2 }, ['admins']],
    [
      'every last sign-in missing',
      { licensedWithoutLogin: 493, newestActivityAt: null },
      ['newest-activity', 'licensed-without-login'],
    ],
    ['a quarter of last sign-ins missing', { licensedWithoutLogin: 136 }, ['licensed-without-login']],
    ['weeks without any use', { startedAt: '2026-03-17T09:00:00.000Z' }, ['newest-activity']],
    ['a list of long ago', { newestActivityAt: minus(NOW, 'P15D') }, ['newest-activity']],
    ['fewer than the vendor says there are', { announced: 700 }, ['announced']],
  ])('is odd: %s', (_, patch, measures) => {
    expect(after(patch)).toEqual(measures);
  });

  it('is odd where nobody is left of a few, or nobody’s sign-in', () => {
    const two = { ...TEN, accounts: 2, active: 2, licensed: 2, licensedWithoutLogin: 0 };
    expect(measuresOf(two, { ...two, ...EMPTY })).toEqual(['accounts', 'active', 'admins']);
    expect(measuresOf(two, { ...two, licensedWithoutLogin: 2 })).toEqual(['licensed-without-login']);
  });

  it('says what it was, what it is and what would have been allowed', () => {
    const grade = gradePull(
      graded(COMPANY),
      graded({ ...COMPANY, licensed: 246, licensedWithoutLogin: 100 }),
      BOUNDS,
    );
    expect(grade).toEqual({
      kind: 'odd',
      findings: [
        { measure: 'licensed', before: 493, after: 246, allowed: 395 },
        { measure: 'licensed-without-login', before: 12, after: 100, allowed: 61 },
      ],
    });
    if (grade.kind === 'sane') throw new Error('sane');
    expect(grade.findings.map((finding) => describeFinding(pullFindingSchema.parse(finding)))).toEqual([
      '246 licensed ones instead of 493 (at least 395 were expected)',
      '100 licensed accounts without a last sign-in that can be true instead of 12 (at most 61 were expected)',
    ]);
  });

  it('is compared by what the one before counted', () => {
    const old: GradedPull = { ...graded(COMPANY), signs: null };
    expect(gradePull(old, graded({ ...COMPANY, admins: 0, newestActivityAt: null }), BOUNDS).kind).toBe(
      'sane',
    );
    expect(gradePull(old, graded({ ...COMPANY, licensedWithoutLogin: 493 }), BOUNDS).kind).toBe('odd');
  });

  it('is not odd for the licenses that were taken back by ourselves', () => {
    const next = graded({ ...COMPANY, licensed: 200 });
    expect(gradePull(graded(COMPANY), next, BOUNDS, 195).kind).toBe('sane');
    expect(gradePull(graded(COMPANY), next, BOUNDS, 194)).toEqual({
      kind: 'odd',
      findings: [{ measure: 'licensed', before: 493, after: 200, allowed: 201 }],
    });
  });

  it('is odd by the bounds that are set', () => {
    const tight = pullBoundsSchema.parse({ lostShare: 0, lostCount: 0 });
    expect(measuresOf(COMPANY, { ...COMPANY, licensed: 492 }, tight)).toEqual(['licensed']);
    const wide = pullBoundsSchema.parse({ lostShare: 0.9 });
    expect(measuresOf(COMPANY, { ...COMPANY, accounts: 60, active: 60, licensed: 60 }, wide)).toEqual([]);
  });
});

describe('the first pull of an instance', () => {
  it('has nothing to be compared with', () => {
    expect(measuresOf(null, COMPANY)).toEqual([]);
    expect(measuresOf(null, { ...COMPANY, newestActivityAt: null, admins: 0 })).toEqual([]);
    expect(
      measuresOf(null, { ...TEN, accounts: 1, active: 1, licensed: 1, licensedWithoutLogin: 1 }),
    ).toEqual([]);
  });

  it('is odd where nobody is there, though somebody consented', () => {
    expect(measuresOf(null, { ...COMPANY, active: 0, licensed: 0, licensedWithoutLogin: 0 })).toEqual([
      'active',
    ]);
    expect(
      measuresOf(null, {
        ...COMPANY,
        accounts: 0,
        active: 0,
        licensed: 0,
        licensedWithoutLogin: 0,
        announced: 300,
      }),
    ).toEqual(['active', 'announced']);
  });

  it('is odd where the vendor gives no sign-in of anybody', () => {
    expect(measuresOf(null, { ...COMPANY, licensedWithoutLogin: 493 })).toEqual(['licensed-without-login']);
  });
});

const count = fc.integer({ min: 0, max: 2000 });
const moment = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => plusMs(NOW, -hours * 3_600_000));
/** Any pull that counts right: licensed accounts are active, and active ones are accounts. */
const pulls: fc.Arbitrary<Parts> = fc
  .tuple(count, count, count, count, fc.integer({ min: 0, max: 20 }), fc.option(moment))
  .map(([accounts, active, licensed, withoutLogin, admins, newest]) => {
    const [a, l] = [Math.min(accounts, active), Math.min(accounts, active, licensed)];
    return {
      ...COMPANY,
      accounts,
      active: a,
      licensed: l,
      licensedWithoutLogin: Math.min(l, withoutLogin),
      admins: Math.min(a, admins),
      newestActivityAt: newest,
    };
  });

describe('grading', () => {
  it('never finds less loss odder', () => {
    fc.assert(
      fc.property(
        pulls,
        pulls,
        fc.array(count, { minLength: 5, maxLength: 5 }),
        moment,
        (previous, next, more, newest) => {
          const [accounts = 0, active = 0, licensed = 0, admins = 0, login = 0] = more;
          const better: Parts = {
            ...next,
            accounts: next.accounts + accounts,
            active: next.active + active,
            licensed: next.licensed + licensed,
            admins: next.admins + admins,
            licensedWithoutLogin: Math.max(0, next.licensedWithoutLogin - login),
            newestActivityAt:
              next.newestActivityAt !== null && next.newestActivityAt > newest
                ? next.newestActivityAt
                : newest,
          };
          for (const compared of [previous, null]) {
            const worse = measuresOf(compared, next);
            for (const measure of measuresOf(compared, better)) expect(worse).toContain(measure);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('finds of many what it finds of a few', () => {
    const times = (parts: Parts, factor: number): Parts => ({
      ...parts,
      accounts: parts.accounts * factor,
      active: parts.active * factor,
      licensed: parts.licensed * factor,
      licensedWithoutLogin: parts.licensedWithoutLogin * factor,
      admins: parts.admins * factor,
    });
    fc.assert(
      fc.property(pulls, pulls, fc.integer({ min: 2, max: 50 }), (previous, next, factor) => {
        const many = measuresOf(times(previous, factor), times(next, factor));
        for (const measure of measuresOf(previous, next)) expect(many).toContain(measure);
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds every loss of licenses beyond the bounds, and none within', () => {
    fc.assert(
      fc.property(pulls, pulls, (previous, next) => {
        const lost = previous.licensed - next.licensed;
        const isBeyond = lost > Math.max(BOUNDS.lostCount, Math.floor(previous.licensed * BOUNDS.lostShare));
        expect(measuresOf(previous, next).includes('licensed')).toBe(isBeyond);
      }),
    );
  });

  it('finds nothing about a pull that is the one before', () => {
    fc.assert(
      fc.property(pulls, (pull) => {
        expect(measuresOf(pull, pull)).toEqual([]);
      }),
    );
  });
});
