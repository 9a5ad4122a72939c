import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { pushUsageEvents } from '../../../../../shared/use-cases/usage/push-usage-events.ts';
import { CUSTOM, DayLogWorld, event, plainRollup } from '../../../../support/day-log-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';

const FIRST = [event('ada@x.example', 'open', '2026-03-01T01:00:00.000Z')];
const SECOND = [event('ada@x.example', 'open', '2026-03-01T02:00:00.000Z')];

/** A store whose call of a method, the n-th of it, does something else first. */
const interrupted = (
  store: RecordStore,
  method: keyof RecordStore,
  n: number,
  meanwhile: () => Promise<unknown>,
): RecordStore => {
  let calls = 0;
  return new Proxy(store, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]): Promise<unknown> => {
        if (key === method) calls += 1;
        if (key === method && calls === n) await meanwhile();
        return Reflect.apply(value, target, given);
      };
    },
  });
};

describe('a worker that is overtaken', () => {
  // The reads of days before, and of their records after; the writes of the day, of its people, and of its mark.
  it.each([
    ['getMany', 1],
    ['getMany', 2],
    ['write', 1],
    ['write', 2],
    ['write', 3],
    ['commit', 1],
  ] as const)('at its %s number %i takes nothing back', async (method, n) => {
    const world = await new DayLogWorld().open();
    let isReached = false;
    const store = interrupted(world.store, method, n, async () => {
      isReached = true;
      await pushUsageEvents(world.deps(), ADMIN, CUSTOM.instanceId, SECOND);
    });
    await pushUsageEvents({ ...world.deps(), store }, ADMIN, CUSTOM.instanceId, FIRST);
    expect(isReached).toBe(true);
    expect(await world.rollup()).toEqual(plainRollup([...FIRST, ...SECOND]));
    expect(await world.marks()).toEqual([]);
  });

  it('is told of its own events as new, and the other of theirs', async () => {
    const world = await new DayLogWorld().open();
    const told: number[] = [];
    const store = interrupted(world.store, 'write', 1, async () => {
      told.push((await pushUsageEvents(world.deps(), ADMIN, CUSTOM.instanceId, SECOND)).new);
    });
    told.push((await pushUsageEvents({ ...world.deps(), store }, ADMIN, CUSTOM.instanceId, FIRST)).new);
    expect(told).toEqual([1, 1]);
  });
});
