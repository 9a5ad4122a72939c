import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../../../../shared/contracts/workflow-steps.ts';
import { previewMatches } from '../../../../../shared/use-cases/preview/preview-matches.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { VendorWorld, daysAgo, untilSettled, user } from '../../../../support/vendor-world.ts';

const { rules } = sampleWorkflow();

const company = async (): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  world.vendor.users.push(
    user('ada'),
    user('bob'),
    user('cleo', { role: { id: '0', kind: 'member' } }),
    user('dan', { hosted: [daysAgo(1)] }),
    user('eve', { lastLoginAt: null }),
  );
  await world.setChart(
    ['ada', 'bob', 'cleo', 'dan', 'eve'].map((name) => ({ email: `${name}@example.com` })),
  );
  const input = { contract: CONTRACT, connectionId: IDS.connection, pullId: 'pul_00000000-sync' } as const;
  await untilSettled(world, () => pullStep(world.deps(), input));
  return world;
};

describe('the live preview of rules', () => {
  it('counts all and lists as many matches as asked for', async () => {
    const preview = await previewMatches((await company()).deps(), rules, IDS.instance, { limit: 1 });
    expect(preview).toMatchObject({
      kind: 'counted',
      complete: true,
      judged: 5,
      counts: { match: 2, protected: 1, unknown: 1, 'no-match': 1, 'in-another-plan': 0 },
    });
    expect(preview.kind === 'counted' ? preview.matches.length : 0).toBe(1);
  });

  it('writes nothing and asks no vendor', async () => {
    const world = await company();
    const { commit, write, writeMany } = world.store.calls;
    world.vendor.calls.length = 0;
    await previewMatches(world.deps(), rules, IDS.instance, { limit: 10 });
    expect(world.store.calls).toMatchObject({ commit, write, writeMany });
    expect(world.vendor.calls).toEqual([]);
  });

  it('calls everything unknown once the pull is too old', async () => {
    const world = await company();
    world.surroundings.clock.advance(3 * 86_400_000);
    const preview = await previewMatches(world.deps(), rules, IDS.instance, { limit: 10 });
    expect(preview).toMatchObject({ counts: { match: 0 }, matches: [] });
  });

  it('says that there is no pull yet', async () => {
    const world = await new VendorWorld().open();
    expect(await previewMatches(world.deps(), rules, IDS.instance, { limit: 10 })).toEqual({
      kind: 'no-pull',
    });
  });

  it('knows no other instances', async () => {
    const world = await company();
    await expect(previewMatches(world.deps(), rules, 'ins_00000000-other', { limit: 10 })).rejects.toThrow(
      'There is no instance',
    );
  });
});
