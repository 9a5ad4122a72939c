import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountNews,
  NO_FACTS,
  type Report,
  hear,
  newsAgainst,
} from '../../../../shared/domain/account-news.ts';
import type { SeenAccount } from '../../../../shared/domain/last-look.ts';

const AT = '2026-03-01T09:00:00.000Z';
const moment = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

const reports: fc.Arbitrary<Report> = fc.record({
  facts: fc.record({
    status: fc.constantFrom('active', 'inactive', 'gone', null),
    tier: fc.constantFrom('licensed', 'basic', 'none', null),
    roleChanged: fc.boolean(),
  }),
  at: fc.integer({ min: 0, max: 5 }).map(moment),
  heardAt: fc.integer({ min: 6, max: 9 }).map(moment),
});

const known = (...heard: readonly Report[]) => heard.reduce(hear, NO_FACTS);

describe('what a vendor reported of an account', () => {
  it('is the same in the end, in whatever order and however often reports come', () => {
    fc.assert(
      fc.property(
        fc
          .array(reports, { maxLength: 6 })
          .chain((list) =>
            fc.tuple(
              fc.constant(list),
              fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
            ),
          ),
        ([list, shuffled]) => {
          expect(known(...shuffled)).toEqual(known(...list));
        },
      ),
    );
  });

  it('keeps each fact of the latest report that speaks of it', () => {
    const facts = { status: null, tier: null, roleChanged: false };
    const after = known(
      { facts: { ...facts, tier: 'basic' }, at: moment(3), heardAt: moment(9) },
      { facts: { ...facts, tier: 'licensed' }, at: moment(1), heardAt: moment(10) },
      { facts: { ...facts, status: 'inactive' }, at: moment(2), heardAt: moment(8) },
    );
    expect(after).toEqual({
      status: { value: 'inactive', at: moment(2), heardAt: moment(8) },
      tier: { value: 'basic', at: moment(3), heardAt: moment(9) },
      role: null,
    });
  });
});

const SEEN = { status: 'active', tier: 'licensed', role: { id: '2', kind: 'member' } } as const;
const fact = <T extends string>(value: T, minutes = 5) => ({
  value,
  at: moment(minutes),
  heardAt: moment(minutes),
});
type Facts = Pick<AccountNews, 'status' | 'tier' | 'role'>;

describe('what speaks against acting', () => {
  const cases: readonly (readonly [string, Partial<Facts>, SeenAccount, string | null])[] = [
    ['nothing', {}, SEEN, null],
    ['a role that changed, whatever the vendor shows now', { role: fact('changed') }, SEEN, 'role-changed'],
    ['a user who is gone and shown', { status: fact('gone') }, SEEN, 'vendor-disagrees'],
    ['a user who is gone and not shown', { status: fact('gone') }, 'gone', null],
    ['a deactivated user shown as active', { status: fact('inactive') }, SEEN, 'vendor-disagrees'],
    ['a deactivated user shown as such', { status: fact('inactive') }, { ...SEEN, status: 'inactive' }, null],
    ['an activated user', { status: fact('active') }, SEEN, null],
    ['another license than shown', { tier: fact('basic') }, SEEN, 'vendor-disagrees'],
    ['the license that is shown', { tier: fact('licensed') }, SEEN, null],
    ['what was reported before', { role: fact('changed', 1), tier: fact('basic', 1) }, SEEN, null],
    [
      'what happened before and was heard of since',
      { role: { ...fact('changed', 1), heardAt: moment(3) } },
      SEEN,
      'role-changed',
    ],
  ];
  it.each(cases)('is judged for %s', (_, facts, seen, reason) => {
    expect(newsAgainst({ ...NO_FACTS, ...facts }, moment(2), seen)).toBe(reason);
  });

  it('is nothing where nothing was heard', () => {
    expect(newsAgainst(undefined, moment(2), SEEN)).toBeNull();
  });
});
