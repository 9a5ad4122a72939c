import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pullBoundsSchema } from '../../../../../shared/domain/pull-bounds.ts';
import type { Fault } from '../../../../support/faulty.ts';
import { rejectPull, releasePull } from '../../../../../shared/use-cases/pull/decide-pull.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { PullWorld, dies, syncId } from '../../../../support/pull-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, daysAgo, untilSettled, user } from '../../../../support/vendor-world.ts';

const BOUNDS = pullBoundsSchema.parse({});

const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** What the vendor answers from now on, or what a person says. */
const steps = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pull' as const),
      people: mostly(fc.integer({ min: 11, max: 18 }), fc.integer({ min: 0, max: 40 })),
      licensed: mostly(fc.integer({ min: 9, max: 18 }), fc.integer({ min: 0, max: 40 })),
      inactive: fc.integer({ min: 0, max: 5 }),
      isLoginGiven: mostly(fc.constant(true), fc.constant(false)),
      fault: mostly<'listAccounts' | 'listRoles' | null>(
        fc.constant(null),
        fc.constantFrom('listAccounts', 'listRoles'),
      ),
      dieAt: mostly<number | null>(fc.constant(null), fc.integer({ min: 1, max: 90 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'reject' as const) }) },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

const UNAVAILABLE: Fault = { kind: 'unavailable', reason: '502', notBefore: daysAgo(0) };

const answer = (world: PullWorld, step: Extract<Step, { kind: 'pull' }>): void => {
  const { users } = world.vendor;
  const lastLoginAt = step.isLoginGiven ? NOW : null;
  users.splice(0);
  for (let index = 0; index < step.people; index += 1)
    users.push(
      user(`person-${String(index)}`, {
        tier: index < step.licensed ? 'licensed' : 'basic',
        status: index < step.inactive ? 'inactive' : 'active',
        lastLoginAt,
      }),
    );
  for (const method of ['listAccounts', 'listRoles'] as const)
    world.vendor.failAlways(method, step.fault === method ? UNAVAILABLE : null);
};

const take = async (world: PullWorld, step: Step, n: number): Promise<void> => {
  const pullId = syncId(n);
  if (step.kind !== 'pull') {
    const newest = Object.keys(await world.pulls()).at(-1) ?? pullId;
    const decision = { instanceId: IDS.instance, pullId: newest, reason: 'So it is.' };
    await (step.kind === 'release' ? releasePull : rejectPull)(world.deps(), ADMIN, decision).catch(
      () => undefined,
    );
    return;
  }
  answer(world, step);
  world.clock.advance(60_000);
  if (step.dieAt !== null) {
    const store = new CrashingStore(world.store, step.dieAt, 'after');
    await dies(() => untilSettled(world, () => world.callSync(pullId, store)));
  }
  await untilSettled(world, () => world.callSync(pullId));
};

describe('whatever the vendor answers', () => {
  it('the current pull never has fewer licensed accounts than the bounds allow, unless somebody released it', async () => {
    let [replaced, kept] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 2, maxLength: 7 }), async (list) => {
        const world = await new PullWorld().open();
        world.vendor.pageSize = 20;
        let before: { pullId: string; licensed: number } | null = null;
        for (const [index, step] of list.entries()) {
          await take(world, step, index + 1);
          const currentPullId = await world.currentPullId();
          if (currentPullId === null) continue;
          const { figures, state } = await world.pullOf(currentPullId);
          const now = { pullId: currentPullId, licensed: figures.licensed };
          expect(await world.rows(currentPullId)).toHaveLength(figures.accounts);
          if (before !== null && before.pullId !== now.pullId) {
            replaced += 1;
            const least =
              before.licensed - Math.max(BOUNDS.lostCount, Math.floor(before.licensed * BOUNDS.lostShare));
            const released = world
              .eventsOf('pull.released')
              .some(({ subjectId }) => subjectId === currentPullId);
            expect(state).toBe(released ? 'released' : 'applied');
            if (!released) expect(now.licensed).toBeGreaterThanOrEqual(least);
          } else kept += 1;
          before = now;
        }
      }),
      { numRuns: 60 },
    );
    expect(replaced).toBeGreaterThan(5);
    expect(kept).toBeGreaterThan(5);
  });
});
