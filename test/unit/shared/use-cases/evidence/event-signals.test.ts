import { describe, expect, it } from 'vitest';
import { eventSignals } from '../../../../../shared/use-cases/evidence/event-signals.ts';
import { pushUsageEvents } from '../../../../../shared/use-cases/usage/push-usage-events.ts';
import { CUSTOM, DayLogWorld, event } from '../../../../support/day-log-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { NOW, daysAgo } from '../../../../support/vendor-world.ts';

const ADA = ['ada@x.example', 'countess@x.example'];
const BOB = ['bob@x.example'];

const read = async (...events: readonly (readonly [string, number])[]) => {
  const world = await new DayLogWorld().open();
  const pushed = events.map(([name, days]) => event(`${name}@x.example`, 'open', daysAgo(days)));
  if (pushed.length > 0) await pushUsageEvents(world.deps(), ADMIN, CUSTOM.instanceId, pushed);
  return eventSignals(world.deps(), CUSTOM.instanceId, NOW, [ADA, BOB]);
};

describe('what an application’s own events say of accounts', () => {
  it('is nothing where it sends none', async () => {
    expect(await read()).toEqual([null, null]);
  });

  it('is when somebody did anything last, by any of their addresses, and on how many of the last 30 days', async () => {
    const [ada, bob] = await read(
      ...([
        ['ada', 2],
        ['ada', 2.01],
        ['countess', 5],
        ['ada', 29],
        ['ada', 30],
      ] as const),
      ...([
        ['eve', 90],
        ['bob2', 1],
      ] as const),
    );
    const span = { from: daysAgo(90).slice(0, 10), to: daysAgo(1).slice(0, 10) };
    expect(ada).toEqual({ ...span, lastAt: daysAgo(2), activeDays: 3 });
    expect(bob).toEqual({ ...span, lastAt: null, activeDays: 0 });
  });

  it('leaves out what lies ahead', async () => {
    const [ada] = await read(['ada', 3], ['ada', -0.9]);
    expect(ada).toMatchObject({ to: daysAgo(3).slice(0, 10), lastAt: daysAgo(3) });
  });
});
