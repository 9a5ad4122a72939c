import { describe, expect, it } from 'vitest';
import { type PlanCounts, hasIrreversible, judgeLimits } from '../../../../shared/domain/limits.ts';
import { limitsSchema } from '../../../../shared/domain/policy.ts';

const DEFAULTS = limitsSchema.parse({});
const NOTHING_CHANGED = { 7: 0, 30: 0 };

interface Patch extends Partial<PlanCounts> {
  readonly licensed?: number;
}

const counts = ({ licensed = 1_000, ...patch }: Patch): PlanCounts => ({
  planned: 0,
  instance: { licensed, changed: NOTHING_CHANGED },
  application: { licensed, changed: NOTHING_CHANGED },
  teams: [],
  outcomes: [],
  ...patch,
});
const trips = (patch: Patch) =>
  judgeLimits(DEFAULTS, counts(patch)).map(({ limit, allowed }) => `${limit} ${String(allowed)}`);

describe('limits of a plan', () => {
  it.each([
    [{ planned: 25 }, []],
    [{ planned: 26 }, ['per-run-count 25']],
    [{ planned: 10, licensed: 100 }, []],
    [{ planned: 11, licensed: 100 }, ['per-run-share 10']],
    [{ planned: 10, licensed: 109 }, []],
    [{ planned: 2, licensed: 19 }, []],
    [{ planned: 3, licensed: 19 }, ['small-instance 2', 'instance-7-days 2', 'application-7-days 2']],
    [{ planned: 2, licensed: 20 }, []],
    [{ planned: 3, licensed: 20 }, ['per-run-share 2']],
    [
      { planned: 26, licensed: 100 },
      [
        ...['per-run-count 25', 'per-run-share 10', 'instance-7-days 15', 'instance-30-days 25'],
        ...['application-7-days 15', 'application-30-days 25'],
      ],
    ],
  ])('of %j trip %j', (patch, expected) => {
    expect(trips(patch)).toEqual(expected);
  });

  it.each([
    [2, 2, []],
    [3, 3, ['team 2']],
    [3, 10, []],
    [4, 10, ['team 3']],
    [4, 13, ['team 3']],
    [4, 14, []],
  ])('a team may lose two or 30 %%: %s of %s', (planned, size, expected) => {
    expect(trips({ teams: [{ managerId: 'per_boss', planned, size }] })).toEqual(expected);
  });

  it('name the team', () => {
    const teams = [
      { managerId: 'per_calm', planned: 1, size: 3 },
      { managerId: 'per_boss', planned: 3, size: 3 },
    ];
    expect(judgeLimits(DEFAULTS, counts({ teams }))).toEqual([
      { limit: 'team', allowed: 2, planned: 3, scope: 'per_boss' },
    ]);
  });

  it.each([
    ['what was changed in a week', { 7: 140, 30: 140 }, 10, []],
    ['one more than a week may have', { 7: 141, 30: 141 }, 10, ['instance-7-days 150']],
    ['what was changed in a month', { 7: 0, 30: 240 }, 10, []],
    ['one more than a month may have', { 7: 0, 30: 241 }, 10, ['instance-30-days 250']],
    ['both', { 7: 145, 30: 245 }, 10, ['instance-7-days 150', 'instance-30-days 250']],
  ])('look back: %s', (_, changed, planned, expected) => {
    const application = { licensed: 10_000, changed };
    expect(trips({ planned, instance: { licensed: 1_000, changed }, application })).toEqual(expected);
  });

  it('look at all instances of an application together', () => {
    const application = { licensed: 1_000, changed: { 7: 149, 30: 149 } };
    const instance = { licensed: 500, changed: NOTHING_CHANGED };
    expect(trips({ planned: 2, instance, application })).toEqual(['application-7-days 150']);
  });

  it('let a small population lose as many in a window as one run may take', () => {
    const small = { licensed: 4, changed: NOTHING_CHANGED };
    expect(trips({ planned: 2, instance: small, application: small })).toEqual([]);
    const after = { licensed: 4, changed: { 7: 2, 30: 2 } };
    expect(trips({ planned: 1, instance: after, application: after })).toHaveLength(4);
  });

  it('always trip on what cannot be undone', () => {
    expect(trips({ outcomes: ['downgrade', 'deactivate'] })).toEqual([]);
    expect(trips({ outcomes: ['disassociate'] })).toEqual(['irreversible 0']);
    expect(trips({ outcomes: ['delete'] })).toEqual(['irreversible 0']);
    expect(hasIrreversible([{ kind: 'deactivate' }])).toBe(false);
    expect(hasIrreversible([{ kind: 'delete', transferTo: 'a@example.com' }])).toBe(true);
  });
});
