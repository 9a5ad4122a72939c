import { describe, expect, it } from 'vitest';
import { plus } from '../../../../../shared/domain/time.ts';
import type { UsageEvent } from '../../../../../shared/domain/usage-event.ts';
import { ValidationError } from '../../../../../shared/errors.ts';
import { pushUsageEvents } from '../../../../../shared/use-cases/usage/push-usage-events.ts';
import { usageByDay, usageByPerson } from '../../../../../shared/use-cases/usage/read-usage.ts';
import { CUSTOM, DayLogWorld, event, plainRollup } from '../../../../support/day-log-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';

const ADA = 'ada@x.example';
const open = (email: string, hour: number, day = '2026-03-01'): UsageEvent =>
  event(email, 'open', `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`);

const push = (world: DayLogWorld, events: readonly UsageEvent[]) =>
  pushUsageEvents(world.deps(), ADMIN, CUSTOM.instanceId, events);

/** So many people who each used it so often on a day. */
const crowd = (people: number, times: number, day = '2026-03-01'): UsageEvent[] =>
  Array.from({ length: people * times }, (_, index) =>
    open(`p${String(index % people)}@x.example`, Math.floor(index / people), day),
  );

describe('usage events', () => {
  it('count once, and the answer says how many had not come before', async () => {
    const world = await new DayLogWorld().open();
    expect(await push(world, [open(ADA, 1), open(ADA, 1), open(ADA, 2)])).toEqual({
      received: 3,
      new: 2,
      known: 1,
    });
    expect(await push(world, [open(ADA, 2), open(ADA, 3)])).toEqual({ received: 2, new: 1, known: 1 });
    expect(await push(world, [open(ADA, 2), open(ADA, 3)])).toEqual({ received: 2, new: 0, known: 2 });
    expect(await world.rollup()).toEqual(plainRollup([open(ADA, 1), open(ADA, 2), open(ADA, 3)]));
  });

  it('leave one audit event a request, with counts and nobody’s address', async () => {
    const world = await new DayLogWorld().open();
    await push(world, [open(ADA, 1), open(ADA, 1, '2026-02-28')]);
    const [, told, ...more] = world.store.auditTrail();
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      action: 'usage.received',
      applicationId: CUSTOM.applicationId,
      instanceId: CUSTOM.instanceId,
      after: { events: 2, days: 2 },
    });
    expect(JSON.stringify(told)).not.toContain('x.example');
  });

  it('are refused all together where one lies in the future', async () => {
    const world = await new DayLogWorld().open();
    const ahead = event(ADA, 'open', plus(world.surroundings.clock.now(), 'PT25H'));
    const refused = push(world, [open(ADA, 1), ahead]);
    await expect(refused).rejects.toThrow(ValidationError);
    await expect(refused).rejects.toMatchObject({
      violations: [{ field: 'events.1.timestamp', rule: 'must not be more than a day ahead' }],
    });
    expect(await world.objects.list('')).toEqual([]);
    expect(world.store.auditTrail()).toHaveLength(1);
  });

  it('of more days and people than fit into one transaction are all taken', async () => {
    const world = await new DayLogWorld().open();
    const days = Array.from({ length: 20 }, (_, index) => `2026-02-${String(1 + index).padStart(2, '0')}`);
    const events = days.flatMap((day) => crowd(30, 1, day));
    expect(await push(world, events)).toEqual({ received: 600, new: 600, known: 0 });
    expect(await world.rollup()).toEqual(plainRollup(events));
    expect(await world.marks()).toEqual([]);
  });

  it('that come after those before them expired are not counted twice, and the day says that it is not exact', async () => {
    const world = await new DayLogWorld().open();
    const before = [open(ADA, 1), open(ADA, 2), open('bob@x.example', 1)];
    await push(world, before);
    world.surroundings.clock.set(plus(world.surroundings.clock.now(), 'P31D'));
    await push(world, [open(ADA, 1), open(ADA, 2)]);
    expect(await world.rollup()).toEqual(plainRollup(before));
    expect(await world.isExact()).toBe(false);
    const { items } = await usageByDay(world.deps(), CUSTOM.instanceId, {}, { limit: 1, after: null });
    expect(items).toMatchObject([{ day: '2026-03-01', isExact: false }]);
    await push(world, [open(ADA, 3), open(ADA, 4), open(ADA, 5)]);
    const people = (await world.rollup()).people.map(({ address, events }) => [address, events]);
    expect(people).toEqual([
      [ADA, 5],
      ['bob@x.example', 1],
    ]);
  });

  it('write a record for each address and day, not for each event', async () => {
    const world = await new DayLogWorld().open();
    const { calls } = world.store;
    await push(world, crowd(40, 20));
    // Each shard: its day, its people together, and its mark.
    expect(calls.write).toBeLessThanOrEqual(3 * 16);
    const few = calls.write;
    await push(world, crowd(40, 20));
    // Nothing new: only marks go.
    expect(calls.write - few).toBeLessThanOrEqual(16);
  });
});

describe('usage by day', () => {
  it('is read with as many reads for 2 people as for 400', async () => {
    const reads = async (people: number): Promise<number> => {
      const world = await new DayLogWorld().open();
      await push(world, crowd(people, 2));
      const before = { ...world.store.calls };
      await usageByDay(world.deps(), CUSTOM.instanceId, {}, { limit: 50, after: null });
      const { get, page, getMany } = world.store.calls;
      expect(getMany).toBe(before.getMany);
      return get + page - before.get - before.page;
    };
    expect(await reads(400)).toBe(await reads(2));
  });

  it('is paged by days, each whole on its page', async () => {
    const world = await new DayLogWorld().open();
    const days = ['2026-02-01', '2026-02-03', '2026-02-04', '2026-02-20', '2026-03-01'];
    for (const day of days) await push(world, crowd(60, 1, day));
    const read = async (limit: number, range: { from?: string; to?: string } = {}) => {
      const seen: [string, number][] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof usageByDay>> = await usageByDay(
          world.deps(),
          CUSTOM.instanceId,
          range,
          { limit, after },
        );
        seen.push(...page.items.map(({ day, people }): [string, number] => [day, people]));
        after = page.next;
      } while (after !== null);
      return seen;
    };
    const all = days.map((day) => [day, 60]);
    for (const limit of [1, 2, 3, 4, 5, 50]) expect(await read(limit)).toEqual(all);
    expect(await read(2, { from: '2026-02-03', to: '2026-02-20' })).toEqual(all.slice(1, 4));
  });
});

describe('usage by person', () => {
  it('is everybody’s in a range of days, or that of one address', async () => {
    const world = await new DayLogWorld().open();
    for (const day of ['2026-02-27', '2026-02-28', '2026-03-01'])
      await push(world, [open(ADA, 1, day), open('bob@x.example', 2, day)]);
    const read = async (range: Parameters<typeof usageByPerson>[2], limit = 50) => {
      const { items, next } = await usageByPerson(world.deps(), CUSTOM.instanceId, range, {
        limit,
        after: null,
      });
      return { items: items.map(({ address, day }) => `${address} ${day}`).sort(), next };
    };
    const two = { from: '2026-02-28', to: '2026-03-01' };
    expect((await read({})).items).toHaveLength(6);
    expect((await read(two)).items).toHaveLength(4);
    expect((await read({ ...two, email: ADA })).items).toEqual([`${ADA} 2026-02-28`, `${ADA} 2026-03-01`]);
    expect((await read({ email: ADA }, 2)).items).toHaveLength(2);
    expect((await read({ email: 'nobody@x.example' })).items).toEqual([]);
  });
});
