import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { attachedAt, detachedAt } from '../../../../shared/domain/coverage.ts';
import { type SeriesParts, provisionedOn } from '../../../../shared/domain/provisioned-series.ts';
import {
  type KnownUsers,
  type SourcedCount,
  estimatedUsers,
  provisionedUsersSchema,
  recentDays,
} from '../../../../shared/domain/provisioned-users.ts';
import { type Day, plusDays } from '../../../../shared/domain/time.ts';

const DIRECT = [
  'no connector',
  'lists: day before it was attached',
  'lists: day it was attached',
  'lists: attached and not read yet',
  'lists: some days after it was read',
  'lists: day it was disconnected',
  'lists: day after it was disconnected',
  'lists: attached again and not read yet',
  'lists: attached again and read',
  'own application: published its users',
  'cannot list: used in 120 days',
  'cannot list: used before',
  'cannot list: never used',
] as const;
const ASSIGNED = ['no', 'yes'] as const;
const SIGNED_IN = ['never', 'in 120 days', 'before'] as const;

/** What the rule says of each combination, written down by hand. */
const tableSchema = z.array(
  z.strictObject({
    direct: z.enum(DIRECT),
    assigned: z.enum(ASSIGNED),
    signed_in: z.enum(SIGNED_IN),
    rule: z.enum(['listed', 'engaged', 'assigned', 'signed-in', 'none']),
    count: z.enum(['listed', 'engaged', 'assigned', 'signed in', '0', '']),
  }),
);
const TABLE = tableSchema.parse(
  Papa.parse(readFileSync(new URL('provisioned-users.csv', import.meta.url), 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data,
);

const CONNECTION = 'con_00000000-scim';
const at = (day: Day): string => `${day}T08:30:00.000Z`;

/** How many days before the day asked about each person used it last; the last day that counts is 119 days before. */
const daysAgo = (when: 'in 120 days' | 'before') =>
  fc.array(
    when === 'before'
      ? fc.oneof(fc.constant(120), fc.integer({ min: 120, max: 1000 }))
      : fc.oneof(fc.constant(0), fc.constant(119), fc.integer({ min: 0, max: 119 })),
    { minLength: 1, maxLength: 20 },
  );

const RECENT_AND_OLD = fc.tuple(daysAgo('in 120 days'), fc.array(fc.integer({ min: 120, max: 400 })));

interface Case {
  readonly day: Day;
  readonly listed: number;
  readonly assigned: number;
  /** Days since each person's last sign-in, and last use. */
  readonly signedIn: readonly number[];
  readonly used: readonly number[];
  /** Days between attaching, reading, disconnecting and attaching again. */
  readonly gap: number;
}

const arbitraryCase = (row: (typeof TABLE)[number]): fc.Arbitrary<Case> =>
  fc.record({
    day: fc.integer({ min: 0, max: 3000 }).map((days) => plusDays('2024-01-01', days)),
    listed: fc.integer({ min: 0, max: 1e6 }),
    assigned: fc.integer({ min: 0, max: 1e6 }),
    signedIn: row.signed_in === 'in 120 days' ? RECENT_AND_OLD.map((both) => both.flat()) : daysAgo('before'),
    used:
      row.direct === 'cannot list: used in 120 days'
        ? RECENT_AND_OLD.map((both) => both.flat())
        : daysAgo('before'),
    gap: fc.integer({ min: 3, max: 60 }),
  });

/** People among those who used it last so many days before the day who count. */
const recentAmong = (day: Day, last: readonly number[]): number => {
  const { from, to } = recentDays(day);
  return last.map((days) => plusDays(day, -days)).filter((used) => used >= from && used <= to).length;
};

const sourced = (count: number, day: Day, source: SourcedCount['source']): SourcedCount => ({
  ...{ count, source, observedAt: at(day) },
});

const SSO: SourcedCount['source'] = { kind: 'sso-apps', ssoAppIds: ['sso_00000000-app'] };
const OWN = { kind: 'application' } as const;

const engagedIn = (row: (typeof TABLE)[number], { day, used }: Case): SourcedCount | null =>
  row.direct === 'cannot list: used in 120 days' || row.direct === 'cannot list: used before'
    ? sourced(recentAmong(day, used), day, OWN)
    : null;

/** The connection that lists, and what was read over it, where the row has one. */
const connectionOf = (
  row: (typeof TABLE)[number],
  { day, gap, listed }: Case,
): Pick<SeriesParts, 'connections' | 'figures'> => {
  const figure = (on: Day, count: number = listed) => ({
    ...{ day: on, connectionId: CONNECTION, count, observedAt: at(on) },
  });
  const attached = (on: Day) => attachedAt([], at(on));
  const made = (coverage: ReturnType<typeof attached>, ...figures: ReturnType<typeof figure>[]) => ({
    connections: [{ connectionId: CONNECTION, vendor: 'zoom' as const, coverage }],
    figures,
  });
  const earlier = detachedAt(attached(plusDays(day, -3 * gap)), at(plusDays(day, -2 * gap)));
  switch (row.direct) {
    case 'lists: day before it was attached':
      return made(attached(plusDays(day, 1)), figure(plusDays(day, 1)));
    case 'lists: day it was attached':
      return made(attached(day), figure(day));
    case 'lists: attached and not read yet':
      return made(attached(plusDays(day, -gap)), figure(plusDays(day, 1)));
    case 'lists: some days after it was read':
      return made(attached(plusDays(day, -gap)), figure(plusDays(day, -gap), 7), figure(plusDays(day, -1)));
    case 'lists: day it was disconnected':
      return made(detachedAt(attached(plusDays(day, -gap)), at(day)), figure(plusDays(day, -1)));
    case 'lists: day after it was disconnected':
      return made(
        detachedAt(attached(plusDays(day, -gap)), at(plusDays(day, -1))),
        figure(plusDays(day, -1)),
      );
    case 'lists: attached again and not read yet':
      return made(attachedAt(earlier, at(plusDays(day, -1))), figure(plusDays(day, -2 * gap)));
    case 'lists: attached again and read':
      return made(
        attachedAt(earlier, at(plusDays(day, -1))),
        figure(plusDays(day, -2 * gap), listed + 1),
        figure(day),
      );
    case 'own application: published its users':
      return {
        connections: [],
        figures: [
          { ...figure(plusDays(day, -gap)), connectionId: null },
          { ...figure(plusDays(day, 1)), connectionId: null },
        ],
      };
    default:
      return { connections: [], figures: [] };
  }
};

describe('provisioned users', () => {
  test('the table has every combination once', () => {
    const all = DIRECT.flatMap((direct) =>
      ASSIGNED.flatMap((assigned) => SIGNED_IN.map((signedIn) => [direct, assigned, signedIn].join())),
    );
    const rows = TABLE.map(({ direct, assigned, signed_in }) => [direct, assigned, signed_in].join());
    expect(rows.toSorted()).toEqual(all.toSorted());
  });

  test.each(TABLE)('$direct, assigned $assigned, signed in $signed_in: $rule $count', (row) => {
    fc.assert(
      fc.property(arbitraryCase(row), (one) => {
        const { day } = one;
        const known: KnownUsers = {
          engaged: engagedIn(row, one),
          assigned: row.assigned === 'yes' ? sourced(one.assigned, day, SSO) : null,
          signedIn: row.signed_in === 'never' ? null : sourced(recentAmong(day, one.signedIn), day, SSO),
        };
        const estimates = [{ day, users: provisionedUsersSchema.parse(estimatedUsers(known)) }];
        const counts = {
          ...{ listed: one.listed, assigned: one.assigned, '0': 0, '': null },
          engaged: recentAmong(day, one.used),
          'signed in': recentAmong(day, one.signedIn),
        };
        const users = provisionedUsersSchema.parse(
          provisionedOn({ ...connectionOf(row, one), estimates }, day),
        );
        expect([users.rule, users.count]).toEqual([row.rule, counts[row.count]]);
        expect(users.source === null).toBe(row.rule === 'none');
        expect(users.observedAt === null).toBe(row.rule === 'none');
      }),
      { numRuns: 30 },
    );
  });

  test('who used it 119 days ago counts, who did 120 days ago does not', () => {
    expect(recentDays('2026-05-01')).toEqual({ from: '2026-01-02', to: '2026-05-01' });
    expect(recentAmong('2026-05-01', [0, 119, 120])).toBe(2);
  });
});
