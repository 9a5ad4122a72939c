import type { Instance } from '../../domain/application.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { PlatformStatus } from '../../domain/platform.ts';
import type { Instant } from '../../domain/time.ts';
import { type Vendor, isPlatform } from '../../domain/vendor.ts';
import { instances } from '../../records/applications.ts';
import { platformAddresses, platformPeople } from '../../records/platform.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** What one platform says of somebody who has an address. */
export interface StatusAtPlatform {
  /** Instance of the platform. */
  readonly instanceId: string;
  readonly vendor: Vendor;
  readonly platformUserId: string;
  readonly status: PlatformStatus;
  /** The platform's own word, e.g. `DEPROVISIONED`. */
  readonly vendorStatus: string;
  /** When the platform said so. A platform that is no longer connected goes on saying what it said last. */
  readonly observedAt: Instant;
}

type Reading = Pick<Basics, 'store'>;

interface CurrentPlatform {
  readonly instanceId: string;
  readonly pullId: string;
  readonly vendor: Vendor;
}

const currentOf = ({ instanceId, vendor, currentPullId }: Instance): CurrentPlatform[] =>
  vendor !== 'custom' && isPlatform(vendor) && currentPullId !== null
    ? [{ instanceId, vendor, pullId: currentPullId }]
    : [];

const statusesAt = async (
  { store }: Reading,
  { instanceId, pullId, vendor }: CurrentPlatform,
  addresses: readonly string[],
): Promise<StatusAtPlatform[][]> => {
  const found = await store.getMany(
    platformAddresses,
    addresses.map((address) => ({ instanceId, pullId, address })),
  );
  const refs = [...new Set(found.flatMap((entry) => entry?.platformUserIds ?? []))];
  const people = await store.getMany(
    platformPeople,
    refs.map((platformUserId) => ({ instanceId, pullId, platformUserId })),
  );
  const byId = new Map(refs.map((platformUserId, index) => [platformUserId, people[index]]));
  return found.map((entry) =>
    (entry?.platformUserIds ?? []).flatMap((platformUserId): StatusAtPlatform[] => {
      const person = byId.get(platformUserId);
      if (person === undefined) return [];
      const { status, vendorStatus, observedAt } = person;
      return [{ instanceId, vendor, platformUserId, status, vendorStatus, observedAt }];
    }),
  );
};

/**
 * What the platforms of the company say of whoever has each of these addresses, in their order, by the pulls that readers follow. Nobody
 * there for an address says nothing at all; several may be, and differ, as where somebody left and was let in again under a new id.
 */
export const platformStatuses = async (
  deps: Reading,
  addresses: readonly string[],
): Promise<StatusAtPlatform[][]> => {
  const asked = addresses.map(normalizeAddress);
  const unique = [...new Set(asked)];
  const said = new Map<string, StatusAtPlatform[]>(unique.map((address) => [address, []]));
  for await (const instance of everyRecord(deps.store, instances, {}))
    for (const platform of currentOf(instance)) {
      const found = await statusesAt(deps, platform, unique);
      for (const [index, address] of unique.entries()) said.get(address)?.push(...(found[index] ?? []));
    }
  return asked.map((address) => said.get(address) ?? []);
};
