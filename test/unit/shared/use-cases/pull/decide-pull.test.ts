import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { rejectPull, releasePull } from '../../../../../shared/use-cases/pull/decide-pull.ts';
import { listPulls } from '../../../../../shared/use-cases/pull/list-pulls.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { OvertakenStore } from '../../../../support/overtaken-store.ts';
import { PullWorld, dies, everywhere, syncId } from '../../../../support/pull-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const REASON = 'Half of the company was sold.';
const decision = (n: number) => ({ instanceId: IDS.instance, pullId: syncId(n), reason: REASON });

/** A company that was pulled, lost half of its people and was pulled again. */
const quarantined = async (): Promise<PullWorld> => {
  const world = await new PullWorld().openWith(9);
  await world.sync(1);
  world.vendor.users.splice(1, 5);
  expect((await world.sync(2)).state).toBe('quarantined');
  return world;
};

const release = (world: PullWorld, n: number, store?: RecordStore) =>
  releasePull(world.deps(store), ADMIN, decision(n));

describe('a quarantined pull that is released', () => {
  it('becomes current, with the figures of its day and the reason in one event', async () => {
    const world = await quarantined();
    const events = world.store.auditTrail().length;
    expect((await release(world, 2)).state).toBe('released');
    expect(await world.currentPullId()).toBe(syncId(2));
    expect(await world.rows(syncId(2))).toHaveLength(5);
    expect(await world.figuresOfDay()).toMatchObject({ accounts: 5, licensed: 5 });
    expect(world.store.auditTrail()).toHaveLength(events + 1);
    expect(world.eventsOf('pull.released')).toMatchObject([
      {
        actor: ADMIN.actor,
        applicationId: IDS.application,
        instanceId: IDS.instance,
        subjectId: syncId(2),
        before: { currentPullId: syncId(1) },
        after: { currentPullId: syncId(2), accounts: 5, licensed: 5 },
        note: REASON,
      },
    ]);
  });

  it('is what the next pull is compared with', async () => {
    const world = await quarantined();
    await release(world, 2);
    expect((await world.sync(3)).state).toBe('applied');
    expect(await world.pulls()).toEqual({ [syncId(2)]: 'released', [syncId(3)]: 'applied' });
  });

  it('is released once', async () => {
    const world = await quarantined();
    await release(world, 2);
    await expect(release(world, 2)).rejects.toMatchObject({ code: 'not-quarantined' });
    await expect(release(world, 1)).rejects.toMatchObject({ code: 'not-quarantined' });
    await expect(release(world, 7)).rejects.toMatchObject({ code: 'not-found' });
    expect(world.eventsOf('pull.released')).toHaveLength(1);
  });

  it('is released whole or not at all, wherever the worker dies', async () => {
    await everywhere(async (at, when) => {
      const world = await quarantined();
      const died = await dies(() => release(world, 2, new CrashingStore(world.store, at, when)));
      const isReleased = (await world.pullOf(syncId(2))).state === 'released';
      expect(await world.currentPullId()).toBe(syncId(isReleased ? 2 : 1));
      expect(world.eventsOf('pull.released')).toHaveLength(isReleased ? 1 : 0);
      if (!isReleased) await release(world, 2);
      expect(await world.currentPullId()).toBe(syncId(2));
      return died;
    });
  });
});

describe('a quarantined pull that is not the newest', () => {
  it.each<[string, (world: PullWorld) => Promise<unknown>]>([
    ['an odd one came', (world) => world.sync(3)],
    [
      'one came that was rejected',
      async (world) => {
        await world.sync(3);
        await rejectPull(world.deps(), ADMIN, decision(3));
      },
    ],
  ])('is refused: %s', async (_, happens) => {
    const world = await quarantined();
    const kept = await world.pullOf(syncId(2));
    await happens(world);
    await world.keep(kept);
    await expect(release(world, 2)).rejects.toMatchObject({ code: 'newer-pull' });
    expect(await world.currentPullId()).toBe(syncId(1));
  });

  it('is gone with the sync that found the next', async () => {
    const world = await quarantined();
    await world.sync(3);
    await expect(release(world, 2)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused where the next one comes, and its rows go, at that very moment', async () => {
    const world = await quarantined();
    const meanwhile = new OvertakenStore(world.store, async () => {
      await world.sync(3);
    });
    await expect(release(world, 2, meanwhile)).rejects.toMatchObject({ code: 'not-found' });
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.rows(syncId(1))).toHaveLength(10);
  });

  it('is released all the same where somebody only renames the instance at that moment', async () => {
    const world = await quarantined();
    const meanwhile = new OvertakenStore(world.store, () => world.rename('Headquarters'));
    await release(world, 2, meanwhile);
    expect(await world.instance()).toMatchObject({ currentPullId: syncId(2), name: 'Headquarters' });
  });
});

describe('a quarantined pull that is rejected', () => {
  it('stays out of sight, with the reason in the event, and is swept', async () => {
    const world = await quarantined();
    expect((await rejectPull(world.deps(), ADMIN, decision(2))).state).toBe('rejected');
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(world.eventsOf('pull.rejected')).toMatchObject([
      { before: { currentPullId: syncId(1) }, after: { currentPullId: syncId(1) }, note: REASON },
    ]);
    await expect(release(world, 2)).rejects.toMatchObject({ code: 'not-quarantined' });
    await world.sync(3);
    expect(await world.rows(syncId(2))).toEqual([]);
  });

  it('lets owners hear of the next odd one', async () => {
    const world = await quarantined();
    await rejectPull(world.deps(), ADMIN, decision(2));
    await world.sync(3);
    expect(world.eventsOf('pull.quarantined').map(({ after }) => after?.['again'])).toEqual([false, false]);
  });
});

describe('the list of pulls', () => {
  it('begins with the newest, and says which is followed and which can be released', async () => {
    const world = await quarantined();
    const all = await listPulls(world.deps(), IDS.instance, { limit: 10, after: null });
    expect(
      all.records.map(({ pullId, state, isCurrent, isReleasable }) => [
        pullId,
        state,
        isCurrent,
        isReleasable,
      ]),
    ).toEqual([
      [syncId(2), 'quarantined', false, true],
      [syncId(1), 'applied', true, false],
    ]);
    const first = await listPulls(world.deps(), IDS.instance, { limit: 1, after: null });
    const second = await listPulls(world.deps(), IDS.instance, { limit: 1, after: first.next });
    expect(second.records.map(({ pullId }) => pullId)).toEqual([syncId(1)]);
  });
});
