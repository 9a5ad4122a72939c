import { describe, expect, it } from 'vitest';
import { createWorkflow } from '../../../../../shared/use-cases/workflows/create-workflow.ts';
import { asLicenseVendor } from '../../../../../shared/use-cases/connections/license-vendor.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { openRunVendor } from '../../../../../shared/use-cases/runs/run-vendor.ts';
import { ADMIN, connectionWorld } from '../../../../support/connection-world.ts';
import { MemoryVendor } from '../../../../support/memory-vendor.ts';
import { POLICY_SETTINGS } from '../../../../support/policy-settings.ts';
import { VendorWorld } from '../../../../support/vendor-world.ts';

/** A vendor of which only something else is known than accounts and licenses. */
const platform = { open: () => Promise.resolve({ capabilities: new Set(['list-people'] as const) }) };

const build = async () => {
  const world = await new VendorWorld().open();
  await world.startRun();
  return { world, deps: { ...world.deps(), connectors: platform } };
};

describe('a vendor without accounts', () => {
  it('is none whose licenses are changed, and one with all parts is', async () => {
    expect(asLicenseVendor(await platform.open())).toBeUndefined();
    const vendor = await new MemoryVendor().open();
    expect(asLicenseVendor(vendor)).toMatchObject({ accounts: vendor.accounts, licenses: vendor.licenses });
    const { capabilities, accounts, licenses } = vendor;
    expect(asLicenseVendor({ capabilities, accounts })).toBeUndefined();
    expect(asLicenseVendor({ capabilities, accounts, licenses })).toEqual({
      capabilities,
      accounts,
      licenses,
    });
  });

  it('ends the pull of a run, which says why', async () => {
    const { world, deps } = await build();
    expect((await pullStep(deps, world.input())).outcome).toBe('ended');
    const { failure } = await world.run();
    expect(failure).toContain('no accounts or licenses');
  });

  it('is not reached by a run', async () => {
    const { world, deps } = await build();
    expect(await openRunVendor(deps, await world.run())).toBeUndefined();
  });

  it('has no workflows', async () => {
    const { deps, newInstance } = await connectionWorld();
    const { instanceId } = await newInstance('Okta', 'okta');
    const rules = [
      {
        name: 'Unused',
        when: { field: 'daysSinceLastUse', atLeast: 60 },
        outcome: { kind: 'downgrade', toTier: 'basic' },
      } as const,
    ];
    const draft = { name: 'Unused', rules, notify: false, answerReason: 'optional' } as const;
    const settings = {
      ...POLICY_SETTINGS,
    };
    const wanted = { instanceId, createdBy: 'usr_00000000-admin', draft };
    await expect(createWorkflow({ ...deps, settings }, ADMIN, wanted)).rejects.toMatchObject({
      code: 'no-accounts',
    });
  });
});
