import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../shared/domain/answer.ts';
import { type Condition, conditionSchema, compile, leavesOf } from '../../../../shared/domain/condition.ts';

const leafOf = (atLeast: number): Condition => ({ field: 'accountAgeDays', atLeast });
const answers: readonly Answer[] = ['true', 'false', 'unknown'];

/** Conditions over four leaves, told apart by their number of days. */
const conditions = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: 0, max: 3 }).map(leafOf),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
  ),
})).node;

const asker = (given: readonly Answer[]) => (leaf: { field: string; atLeast?: number }) =>
  given[leaf.atLeast ?? 0] ?? 'unknown';

const given = fc.array(fc.constantFrom(...answers), { minLength: 4, maxLength: 4 });
const ask = (condition: Condition, list: readonly Answer[]) =>
  compile(condition, (leaf) => () => asker(list)('atLeast' in leaf ? leaf : { field: leaf.field }))(null);

describe('three-valued logic', () => {
  it.each([
    ['true', 'true', 'true', 'true'],
    ['true', 'false', 'false', 'true'],
    ['true', 'unknown', 'unknown', 'true'],
    ['false', 'false', 'false', 'false'],
    ['false', 'unknown', 'false', 'unknown'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ] as const)('of %s and %s: all is %s, any is %s', (a, b, all, any) => {
    const parts = [leafOf(0), leafOf(1)];
    for (const list of [
      [a, b],
      [b, a],
    ] as const) {
      expect(ask({ all: parts }, list)).toBe(all);
      expect(ask({ any: parts }, list)).toBe(any);
    }
  });

  it('says what both answers for every unknown would say, or unknown', () => {
    fc.assert(
      fc.property(
        conditions,
        given,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (condition, list, coins) => {
          const settled = list.map((answer, index) =>
            answer === 'unknown' ? (coins[index] === true ? ('true' as const) : ('false' as const)) : answer,
          );
          const answer = ask(condition, list);
          expect(answer === 'unknown' || answer === ask(condition, settled)).toBe(true);
        },
      ),
    );
  });

  it('is never unknown where nothing is, and always where everything is', () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        expect(ask(condition, ['true', 'false', 'true', 'false'])).not.toBe('unknown');
        expect(ask(condition, ['unknown', 'unknown', 'unknown', 'unknown'])).toBe('unknown');
      }),
    );
  });

  it('follows De Morgan', () => {
    fc.assert(
      fc.property(conditions, conditions, given, (a, b, list) => {
        expect(ask({ not: { all: [a, b] } }, list)).toBe(ask({ any: [{ not: a }, { not: b }] }, list));
        expect(ask({ not: { not: a } }, list)).toBe(ask(a, list));
      }),
    );
  });
});

describe('a condition', () => {
  it('comes back from JSON as it was', () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        expect(conditionSchema.parse(JSON.parse(JSON.stringify(condition)))).toEqual(condition);
      }),
    );
  });

  it.each([
    { field: 'nothing' },
    { all: [] },
    { not: { field: 'accountAgeDays', atLeast: -1 } },
    { field: 'accountAgeDays', atLeast: 1, extra: true },
    { all: [leafOf(1)], any: [leafOf(1)] },
  ])('is refused: %j', (bad) => {
    expect(conditionSchema.safeParse(bad).success).toBe(false);
  });

  it('lists its leaves in order', () => {
    const condition = { all: [leafOf(0), { not: { any: [leafOf(1), leafOf(2)] } }] };
    expect(leavesOf(condition)).toEqual([leafOf(0), leafOf(1), leafOf(2)]);
  });
});
