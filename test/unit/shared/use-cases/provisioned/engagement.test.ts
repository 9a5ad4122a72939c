import { describe, expect, it } from 'vitest';
import { engagementByDay } from '../../../../../shared/use-cases/provisioned/read-engagement.ts';
import { PullWorld } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { daysAgo, user } from '../../../../support/vendor-world.ts';

const daysOf = async (world: PullWorld) => {
  const deps = { store: world.store, clock: world.clock };
  return (await engagementByDay(deps, IDS.instance, {}, { limit: 500, after: null })).items;
};

describe('engagement of an instance that is pulled', () => {
  it('is who used a feature in the 28 days up to the pull, each once', async () => {
    const world = await new PullWorld().openWith(3);
    world.vendor.users.push(
      user('today', { hosted: [daysAgo(0), daysAgo(3), daysAgo(27)] }),
      user('lately', { hosted: [daysAgo(27)] }),
      user('before', { hosted: [daysAgo(28), daysAgo(60)] }),
    );
    await world.sync(1);
    expect(await daysOf(world)).toEqual([{ day: '2026-03-02', people: null, peopleLately: 2 }]);
  });

  it('is not known where the vendor’s reports may not be read', async () => {
    const world = await new PullWorld().openWith(3);
    world.vendor.failAlways('readEngagement', { kind: 'not-granted', scope: 'report' });
    await world.sync(1);
    expect(await daysOf(world)).toEqual([{ day: '2026-03-02', people: null, peopleLately: null }]);
  });
});
