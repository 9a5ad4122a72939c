import { describe, expect, it } from 'vitest';
import { policySchema } from '../../../../../shared/domain/policy.ts';
import { changePolicy } from '../../../../../shared/use-cases/policy/change-policy.ts';
import { policyInForce } from '../../../../../shared/use-cases/policy/policy-in-force.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { VendorWorld } from '../../../../support/vendor-world.ts';

describe('how many observations a policy asks for', () => {
  const deps = (world: VendorWorld) => {
    const { settings, ...rest } = world.deps();
    return { ...rest, settings: { ...settings, observations: 2, observationsApart: 'PT6H' } };
  };
  const draft = () => policySchema.omit({ observations: true, killSwitch: true, version: true }).parse({});

  it('is the stage’s while nobody has set a policy, and stays where it is left out', async () => {
    const world = await new VendorWorld().open();
    const asked = async () => (await policyInForce(deps(world))).observations;
    expect(await asked()).toEqual({ count: 2, apart: 'PT6H' });
    await changePolicy(deps(world), ADMIN, { policy: draft(), expectedVersion: 0 });
    expect(await asked()).toEqual({ count: 2, apart: 'PT6H' });
    const observations = { count: 3, apart: 'P2D' };
    await changePolicy(deps(world), ADMIN, { policy: { ...draft(), observations }, expectedVersion: 1 });
    expect(await asked()).toEqual(observations);
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      before: { observations: 2, observationsApart: 'PT6H' },
      after: { observations: 3, observationsApart: 'P2D' },
    });
  });

  it('is one of policies from before it could be set', () => {
    expect(policySchema.parse({ version: 3 }).observations).toEqual({ count: 1, apart: 'PT24H' });
  });
});
