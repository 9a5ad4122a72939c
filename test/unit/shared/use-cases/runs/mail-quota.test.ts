import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordPermits } from '../../../../../shared/adapters/leases/record-permits.ts';
import type { MailTrouble } from '../../../../../shared/adapters/memory/memory-mailer.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { notifyStep } from '../../../../../shared/use-cases/runs/notify-step.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { mapShards } from '../../../../support/drive-run.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const ANSWER_BY = '2026-03-10T09:00:00.000Z';
/** The last moment at which a notice leaves its person the whole notice period: a day from now. */
const LATEST = '2026-03-03T09:00:00.000Z';
const NAMES = ['ada', 'bob', 'cleo', 'dan', 'eve'];

const passed = async (names: readonly string[] = NAMES): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(names, { stage: 'notify', answerBy: ANSWER_BY });
  return world;
};

/** Sends until nothing is left, waiting where the machine would; calls that die are called again, as a new worker. */
const notifyAll = async (
  world: RunWorld,
  deps: () => Parameters<typeof notifyStep>[0] = () => world.all(),
) => {
  for (let round = 0; round < 300; round += 1) {
    const left = await notifyStep(world.all(), world.wholeInput());
    if (left.outcome === 'rate-limited' || left.outcome === 'delayed') world.clock.set(left.notBefore);
    else if (left.outcome !== 'more') return left.outcome;
    else if ('shards' in left)
      await mapShards(world, IDS.run, left.shards, async (input) => {
        try {
          return await notifyStep(deps(), input);
        } catch {
          return { outcome: 'done' };
        }
      });
  }
  throw new Error('The notices never settled.');
};

const sentTo = (world: RunWorld): string[] => world.mailer.outbox.map(({ to }) => to).sort();

describe('notices while the mail service has enough', () => {
  it('go on half a minute after too many in a second', async () => {
    const world = await passed(['ada']);
    world.mailer.troubleNext({ kind: 'throttled' });
    expect(await notifyAll(world)).toBe('done');
    expect(world.clock.now()).toBe(plusMs(NOW, 30_000));
    expect(await world.states()).toEqual({ noticed: 1 });
  });

  it('wait an hour after the quota of a day, as often as it takes, and the run says so', async () => {
    const world = await passed(['ada', 'bob']);
    const daily = { kind: 'throttled', wait: 'long' } as const;
    world.mailer.troubleNext(daily, daily, daily);
    await notifyStep(world.all(), world.shardInput('ada'));
    await notifyStep(world.all(), world.shardInput('bob'));
    expect(await notifyStep(world.all(), world.wholeInput())).toMatchObject({
      outcome: 'delayed',
      notBefore: plusMs(NOW, 3_600_000),
    });
    expect(await notifyAll(world)).toBe('done');
    expect(world.clock.now() >= plusMs(NOW, 3 * 3_600_000)).toBe(true);
    expect(await world.states()).toEqual({ noticed: 2 });
    expect(sentTo(world)).toEqual(['ada@example.com', 'bob@example.com']);
  });

  it('hold who could not be told in time, with that reason, and the run goes on', async () => {
    const world = await passed(['ada', 'bob']);
    world.mailer.troubleNext(
      ...Array.from({ length: 60 }, () => ({ kind: 'throttled', wait: 'long' }) as const),
    );
    expect(await notifyAll(world)).toBe('done');
    expect(world.clock.now() <= LATEST).toBe(true);
    expect(await world.states()).toEqual({ held: 2 });
    expect(await world.item('ada')).toMatchObject({ reason: 'mail-limit', notice: null });
    expect(world.mailer.outbox).toEqual([]);
  });

  it('leave to the other senders of the account what these sent', async () => {
    const world = await passed();
    world.mailer.allowed = { perSecond: 50, perDay: 1_000, sentLastDay: 998 };
    expect(await notifyAll(world)).toBe('done');
    expect(world.mailer.outbox).toHaveLength(2);
    const held = (await world.items()).filter(({ state }) => state === 'held');
    expect(held.map(({ reason }) => reason)).toEqual(['mail-limit', 'mail-limit', 'mail-limit']);
  });

  it('share rate and quota over two children', async () => {
    const world = await passed();
    world.mail = { name: 'mail', perSecond: 2, perDay: 4 };
    const workers = [0, 1].map(() => new RecordPermits(world.store, world.clock));
    let call = 0;
    expect(
      await notifyAll(world, () => {
        const permits = workers[call % 2];
        call += 1;
        if (permits === undefined) throw new RangeError('no such worker');
        return { ...world.all(), permits };
      }),
    ).toBe('done');
    const accepted = (await world.items()).flatMap(({ notice }) => notice?.acceptedAt ?? []).sort();
    expect(accepted).toEqual([0, 500, 1_000, 1_500].map((ms) => plusMs(NOW, ms)));
    expect(await world.states()).toEqual({ noticed: 4, held: 1 });
  });
});

it('nobody is told twice, whenever workers die and whatever the mail service answers', async () => {
  const trouble: fc.Arbitrary<MailTrouble> = fc.oneof(
    fc.constant({ kind: 'throttled' } as const),
    fc.constant({ kind: 'throttled', wait: 'long' } as const),
    fc.record({ kind: fc.constant('lost' as const), delivered: fc.boolean() }),
    fc.constant({ kind: 'refused', reason: 'suppressed' } as const),
  );
  const death = fc.record({
    at: fc.integer({ min: 1, max: 30 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(trouble, { maxLength: 6 }),
      fc.array(death, { maxLength: 4 }),
      async (troubles, deaths) => {
        const world = await passed(['ada', 'bob', 'cleo']);
        world.mailer.troubleNext(...troubles);
        const left = [...deaths];
        const outcome = await notifyAll(world, () => {
          const next = left.shift();
          return next === undefined
            ? world.all()
            : world.all(new CrashingStore(world.store, next.at, next.when));
        });
        expect(outcome).toBe('done');
        const told = sentTo(world);
        expect(new Set(told).size).toBe(told.length);
        for (const item of await world.items()) {
          expect(['noticed', 'held']).toContain(item.state);
          if (item.state === 'noticed') expect(told).toContain(`${item.accountId.slice(11)}@example.com`);
        }
      },
    ),
    { numRuns: 40 },
  );
});
