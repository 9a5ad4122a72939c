import type { Instance } from '../../domain/application.ts';
import { UNRESTRICTED, reaches } from '../../domain/rights.ts';
import { instances, vendorTenants } from '../../records/applications.ts';
import { type Change, check, put } from '../../records/change.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** Why a vendor's account cannot be an instance's own. */
export interface TenantRefusal {
  readonly kind:
    /** It belongs to another instance of ours. */
    | 'tenant-of-another-instance'
    /** The same, where the other instance is hidden from who connects: nothing may tell of it. */
    | 'tenant-not-taken'
    /** This instance is of another account of the vendor. */
    | 'another-tenant';
}

/** A vendor's account as an instance's own. */
export interface TenantClaim {
  readonly kind: 'claimed';
  /** Keeps the account from any other instance. */
  readonly owner: Change;
  /** The instance with the account; not yet written. */
  readonly instance: Instance;
}

const ofAnother = async (
  { store }: Pick<Basics, 'store'>,
  { restriction = UNRESTRICTED }: Caller,
  instanceId: string,
): Promise<TenantRefusal> => {
  const other = await store.get(instances, { instanceId });
  return reaches(restriction, other?.applicationId ?? null)
    ? { kind: 'tenant-of-another-instance' }
    : { kind: 'tenant-not-taken' };
};

/** What makes a vendor's account an instance's own, or why it cannot be. */
export const claimTenant = async (
  deps: Pick<Basics, 'store'>,
  caller: Caller,
  instance: Instance,
  vendorTenantId: string,
): Promise<TenantClaim | TenantRefusal> => {
  const { vendor, instanceId } = instance;
  const owner = await deps.store.get(vendorTenants, { vendor, vendorTenantId });
  if (owner !== undefined && owner.instanceId !== instanceId)
    return ofAnother(deps, caller, owner.instanceId);
  if (instance.vendorTenantId !== null && instance.vendorTenantId !== vendorTenantId)
    return { kind: 'another-tenant' };
  return {
    kind: 'claimed',
    owner:
      owner === undefined
        ? put(vendorTenants, { vendor, vendorTenantId, instanceId }, 'absent')
        : check(vendorTenants, owner, 'present'),
    instance: { ...instance, vendorTenantId },
  };
};
