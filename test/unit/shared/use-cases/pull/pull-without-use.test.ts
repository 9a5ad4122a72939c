import { describe, expect, it } from 'vitest';
import { usesOf } from '../../../../../shared/use-cases/activity/land-uses.ts';
import { PullWorld, syncId } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const silentWorld = async (): Promise<PullWorld> => {
  const world = await new PullWorld().open();
  world.vendor.tellsUse = false;
  world.vendor.users.push(
    ...['ada', 'bob', 'cleo', 'dan', 'eve'].map((name) => user(name, { lastLoginAt: null })),
  );
  return world;
};

describe('the pull of a vendor that says nothing of use', () => {
  it('is whole and sane with its accounts and roles alone, time after time', async () => {
    const world = await silentWorld();
    for (const n of [1, 2]) {
      const pull = await world.sync(n);
      expect(pull).toMatchObject({ state: 'applied', loginLagDays: 0, findings: [] });
      expect(pull.sources.map(({ source, state }) => [source, state])).toEqual([
        ['roles', 'complete'],
        ['accounts', 'complete'],
      ]);
      expect(pull.figures).toMatchObject({ accounts: 5, active: 5 });
      expect(pull.signs?.licensedWithoutLogin).toBeNull();
    }
    expect(await world.rows(syncId(2))).toHaveLength(5);
    const methods = new Set(world.vendor.calls.map(({ method }) => method));
    expect(methods).toEqual(new Set(['listRoles', 'listAccounts']));
  });

  it('stores no use and claims none', async () => {
    const world = await silentWorld();
    await world.sync(1);
    const [account] = await world.rows(syncId(1));
    if (account === undefined) throw new Error('There is no account.');
    const reading = { instanceId: IDS.instance, reading: syncId(1) };
    const [use] = await usesOf({ store: world.store }, reading, [account]);
    expect(use).toMatchObject({ signInDays: [], lastSignInAt: null });
  });

  it('reads its list again where it showed fewer than it announced, and counts no sign-ins then either', async () => {
    const world = await silentWorld();
    world.vendor.announced = 6;
    const pull = await world.sync(1);
    expect(pull.rereads).toBe(1);
    expect(pull.signs?.licensedWithoutLogin).toBeNull();
  });
});
