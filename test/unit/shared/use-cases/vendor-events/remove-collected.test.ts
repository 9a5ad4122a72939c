import { describe, expect, it } from 'vitest';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { CONNECTION, DeletingWorld, NOTHING_LEFT, OTHER } from '../../../../support/deleting-world.ts';
import { dies, everywhere } from '../../../../support/pull-world.ts';

const small = async () => {
  const world = await new DeletingWorld().open();
  await world.pulled('one', 20);
  await world.pulled('two', 20);
  await world.identify(20);
  return world;
};

describe('deleting what was collected over a connection', () => {
  it('removes all of it, the connection and its secrets included, and says so once', async () => {
    const world = await small();
    await world.ask();
    expect(await world.work()).toBe('done');
    expect(await world.left()).toEqual(NOTHING_LEFT);
    expect(await world.vault.read(CONNECTION)).toBeUndefined();
    const deletion = await world.deletion();
    expect(deletion).toMatchObject({ partsDone: 52, parts: 52, endedAt: world.surroundings.clock.now() });
    const ends = world.store.auditTrail().filter(({ action }) => action === 'connection.deleted');
    expect(ends).toMatchObject([
      { actor: { kind: 'user' }, subjectId: CONNECTION, after: { removed: deletion.removed } },
    ]);
    expect(await world.work()).toBe('done');
    expect(world.store.auditTrail()).toHaveLength(3);
  });

  it('leaves what another connection of the instance read, and whom it knows', async () => {
    const world = await small();
    await world.connection(OTHER);
    await world.pulled('other', 5, { connectionId: OTHER });
    await world.ask();
    expect(await world.work()).toBe('done');
    expect(await world.left()).toMatchObject({
      ...{ connection: 1, pull: 1, account: 5, activity: 5, 'account-identity': 20, landed: 1 },
      ...{ 'day-figures': 1, 'vendor-tenant': 1 },
    });
  });

  it('waits for who may still be writing, and then removes what they wrote', async () => {
    const world = await small();
    await world.pulled('open', 3, { state: 'reading', endedAt: null });
    await world.ask();
    expect(await world.work()).toBe('later');
    await world.pulled('open', 7, { state: 'reading', endedAt: null });
    world.surroundings.clock.set(plusMs(world.surroundings.clock.now(), 60_000));
    expect(await world.work()).toBe('done');
    expect(await world.left()).toEqual(NOTHING_LEFT);
  });

  it('comes to the same end wherever a worker is cut off, and what is shown never falls', async () => {
    const points = await everywhere(async (at, when) => {
      const world = await new DeletingWorld().open();
      await world.pulled('one', 3);
      await world.identify(2);
      await world.ask();
      const died = await dies(() => world.work(new CrashingStore(world.store, at, when, 'writes')));
      const before = await world.deletion();
      expect(await world.work()).toBe('done');
      const after = await world.deletion();
      expect(after.partsDone).toBeGreaterThanOrEqual(before.partsDone);
      expect(after.removed).toBeGreaterThanOrEqual(before.removed);
      expect(await world.left()).toEqual(NOTHING_LEFT);
      return died;
    });
    expect(points).toBeGreaterThan(50);
  });

  it('is done once by two workers at the same moment', async () => {
    const world = await small();
    await world.ask();
    expect(await Promise.all([world.work(), world.work()])).toContain('done');
    expect(await world.work()).toBe('done');
    expect(await world.left()).toEqual(NOTHING_LEFT);
    expect(world.store.auditTrail()).toHaveLength(3);
  });
});
