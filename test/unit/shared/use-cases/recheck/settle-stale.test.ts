import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import { moveItem } from '../../../../../shared/use-cases/move-item.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { afterTheWait, change, itemOf, recheck, stateOf } from '../../../../support/recheck-world.ts';
import type { VendorWorld } from '../../../../support/vendor-world.ts';

const HOUR_MS = 3_600_000;

/** Ada's change was sent, and whoever sent it died; then the run paused for so long. */
const sentAndPaused = async (ms = HOUR_MS): Promise<VendorWorld> => {
  const world = await afterTheWait();
  await recheck(world);
  const item = await itemOf(world, 'ada');
  const at = world.surroundings.clock.now();
  const patch: Partial<PlanItem> = {
    intent: { operationId: 'opn_00000000-sample', at, attempts: 1 },
    beforeImage: { status: 'active', tier: 'licensed', role: { id: '2', kind: 'member' }, readAt: at },
  };
  await moveItem(world.deps(), SYSTEM_RUN, await world.run(), item, 'acting', 'item.acting', patch);
  world.surroundings.clock.advance(ms);
  return world;
};

const usedNow = (world: VendorWorld): void => {
  const now = world.surroundings.clock.now();
  change(world, 'ada', { lastLoginAt: now, signIns: [now] });
};

describe('a change that was sent before a pause', () => {
  it('is judged anew where it was not made: who came back meanwhile keeps the license', async () => {
    const world = await sentAndPaused();
    usedNow(world);
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['kept', 'came-back']);
  });

  it('is due again where it was not made and everything is as before', async () => {
    const world = await sentAndPaused();
    await recheck(world);
    expect((await itemOf(world, 'ada')).state).toBe('due');
  });

  it('is left to be verified where it was made', async () => {
    const world = await sentAndPaused();
    change(world, 'ada', { tier: 'basic' });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['acted', 'reconciled']);
  });

  it('waits where the vendor can’t say now, and goes on from there', async () => {
    const world = await sentAndPaused();
    usedNow(world);
    const notBefore = world.surroundings.clock.now();
    world.vendor.failNext('readAccount', { kind: 'rate-limited', notBefore });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['kept', 'came-back']);
  });

  it('asks for a reconnect where the tokens are refused', async () => {
    const world = await sentAndPaused();
    world.vendor.failNext('readAccount', { kind: 'reconnect-needed', reason: 'revoked' });
    expect((await recheck(world)).outcome).toBe('reconnect');
    expect((await itemOf(world, 'ada')).state).toBe('acting');
  });

  it('is left to its worker while that may still be at it', async () => {
    const world = await afterTheWait();
    const minute = 60_000;
    const item = await itemOf(world, 'ada');
    await moveItem(world.deps(), SYSTEM_RUN, await world.run(), item, 'due', 'item.due');
    const at = world.surroundings.clock.now();
    const patch = { intent: { operationId: 'opn_00000000-sample', at, attempts: 1 } };
    await moveItem(
      world.deps(),
      SYSTEM_RUN,
      await world.run(),
      await itemOf(world, 'ada'),
      'acting',
      'item.acting',
      patch,
    );
    world.surroundings.clock.advance(minute);
    await recheck(world);
    expect((await itemOf(world, 'ada')).state).toBe('acting');
  });
});
