import { describe, expect, it } from 'vitest';
import type { DirectoryPerson } from '../../../../../shared/domain/platform.ts';
import { instances } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { platformAddresses, platformApps, platformPeople } from '../../../../../shared/records/platform.ts';
import { assignedCount } from '../../../../../shared/use-cases/platform/assigned-count.ts';
import { platformStatuses } from '../../../../../shared/use-cases/platform/platform-statuses.ts';
import { platformPerson } from '../../../../support/memory-platform.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, VendorWorld } from '../../../../support/vendor-world.ts';

const AT = { instanceId: IDS.instance, pullId: IDS.pull };

const person = (platformUserId: string, patch: Partial<DirectoryPerson> = {}) => ({
  ...AT,
  ...platformPerson(platformUserId, { platformUserId, email: null }),
  observedAt: NOW,
  ...patch,
});

/** A platform whose current pull has Ada, who left and is back under a new id, and one application. */
const openPlatform = async (vendor: 'okta' | 'zoom' = 'okta'): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  const instance = await world.instance();
  if (instance === undefined) throw new Error('There is no instance.');
  await world.seed(put(instances, { ...instance, vendor, currentPullId: IDS.pull }, 'any'));
  const old = { status: 'deprovisioned' as const, vendorStatus: 'DEPROVISIONED' };
  await world.store.writeMany([
    put(platformPeople, person('ada-old', old), 'any'),
    put(platformPeople, person('ada-new'), 'any'),
    put(
      platformAddresses,
      { ...AT, address: 'ada@example.com', platformUserIds: ['ada-old', 'ada-new', 'swept'], version: 1 },
      'any',
    ),
    put(
      platformApps,
      {
        ...AT,
        platformAppId: 'app-zoom',
        catalogName: 'zoomus',
        label: 'Zoom',
        signOn: 'saml',
        active: true,
        assigned: 0,
        observedAt: NOW,
      },
      'any',
    ),
  ]);
  return world;
};

describe('platformStatuses', () => {
  it('says everything that is known of an address, in the order of the question, and nothing of a stranger', async () => {
    const world = await openPlatform();
    const [nobody, ada, again] = await platformStatuses(world.deps(), [
      'nobody@example.com',
      ' Ada@Example.com',
      'ada@example.com',
    ]);
    expect(nobody).toEqual([]);
    expect(ada).toEqual([
      {
        instanceId: IDS.instance,
        vendor: 'okta',
        platformUserId: 'ada-old',
        status: 'deprovisioned',
        vendorStatus: 'DEPROVISIONED',
        observedAt: NOW,
      },
      {
        instanceId: IDS.instance,
        vendor: 'okta',
        platformUserId: 'ada-new',
        status: 'active',
        vendorStatus: 'ACTIVE',
        observedAt: NOW,
      },
    ]);
    expect(again).toEqual(ada);
  });

  it('asks platforms only', async () => {
    const world = await openPlatform('zoom');
    expect(await platformStatuses(world.deps(), ['ada@example.com'])).toEqual([[]]);
  });
});

describe('assignedCount', () => {
  const of = (platformAppId: string) => ({
    source: { kind: 'platform' as const, instanceId: IDS.instance, platformAppId },
  });

  it('tells nobody apart from not known', async () => {
    const world = await openPlatform();
    expect(await assignedCount(world.deps(), of('app-zoom'))).toEqual({ count: 0, observedAt: NOW });
    expect(await assignedCount(world.deps(), of('app-gone'))).toBeNull();
    expect(await assignedCount(world.deps(), { source: { kind: 'reported' } })).toBeNull();
  });
});
