import { describe, expect, it } from 'vitest';
import { type PlanCounts, hasIrreversible, judgeLimits } from '../../../../shared/domain/limits.ts';
import { limitsSchema } from '../../../../shared/domain/policy.ts';

const DEFAULTS = limitsSchema.parse({});
const counts = (patch: Partial<PlanCounts>): PlanCounts => ({
  planned: 0,
  licensed: 1_000,
  teams: [],
  outcomes: [],
  ...patch,
});
const trips = (patch: Partial<PlanCounts>) =>
  judgeLimits(DEFAULTS, counts(patch)).map(({ limit, allowed }) => `${limit} ${String(allowed)}`);

describe('limits of a plan', () => {
  it.each([
    [{ planned: 25 }, []],
    [{ planned: 26 }, ['per-run-count 25']],
    [{ planned: 10, licensed: 100 }, []],
    [{ planned: 11, licensed: 100 }, ['per-run-share 10']],
    [{ planned: 10, licensed: 109 }, []],
    [{ planned: 2, licensed: 19 }, []],
    [{ planned: 3, licensed: 19 }, ['small-instance 2']],
    [{ planned: 2, licensed: 20 }, []],
    [{ planned: 3, licensed: 20 }, ['per-run-share 2']],
    [{ planned: 26, licensed: 100 }, ['per-run-count 25', 'per-run-share 10']],
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

  it('always trip on what cannot be undone', () => {
    expect(trips({ outcomes: ['downgrade', 'deactivate'] })).toEqual([]);
    expect(trips({ outcomes: ['disassociate'] })).toEqual(['irreversible 0']);
    expect(trips({ outcomes: ['delete'] })).toEqual(['irreversible 0']);
    expect(hasIrreversible([{ kind: 'deactivate' }])).toBe(false);
    expect(hasIrreversible([{ kind: 'delete', transferTo: 'a@example.com' }])).toBe(true);
  });
});
