import type { VendorAccount } from './account.ts';
import type { BeforeImage, PlanItem } from './plan-item.ts';
import type { Outcome } from './workflow.ts';

/** An account as the vendor shows it at one moment; `gone` where there is none any more. */
export type SeenAccount = Pick<VendorAccount, 'status' | 'tier' | 'role'> | 'gone';

/** Whether an outcome is what the vendor shows now. */
export const isReached = (outcome: Outcome, seen: SeenAccount): boolean => {
  switch (outcome.kind) {
    case 'downgrade':
      return seen !== 'gone' && seen.tier === outcome.toTier;
    case 'deactivate':
      return seen !== 'gone' && seen.status === 'inactive';
    case 'disassociate':
    case 'delete':
      return seen === 'gone';
  }
};

/** Whether the vendor still shows what it showed before the change was sent. */
export const isUnchanged = (before: BeforeImage, seen: SeenAccount): boolean =>
  seen !== 'gone' && seen.tier === before.tier && seen.status === before.status;

/** Why a due item is not acted on after all, in stable words. */
export type LastLookReason =
  | 'vendor-owner'
  | 'vendor-admin'
  | 'custom-role'
  | 'role-unknown'
  | 'already-there'
  | 'not-active'
  | 'tier-changed';

const protectedRole = (
  role: VendorAccount['role'],
  ordinaryRoleIds: readonly string[],
): LastLookReason | null => {
  switch (role.kind) {
    case 'owner':
      return 'vendor-owner';
    case 'admin':
      return 'vendor-admin';
    case 'custom':
      return role.id !== null && ordinaryRoleIds.includes(role.id) ? null : 'custom-role';
    case 'unknown':
      return 'role-unknown';
    case 'member':
      return null;
  }
};

/**
 * The last look before a change: why the account, as read just now, must not be touched; null means go. The account must still be
 * what the sealed plan says it is.
 */
export const lastLook = (
  item: Pick<PlanItem, 'outcome' | 'tierBefore'>,
  seen: Exclude<SeenAccount, 'gone'>,
  ordinaryRoleIds: readonly string[],
): LastLookReason | null => {
  const role = protectedRole(seen.role, ordinaryRoleIds);
  if (role !== null) return role;
  if (isReached(item.outcome, seen)) return 'already-there';
  if (seen.status !== 'active') return 'not-active';
  return seen.tier === item.tierBefore ? null : 'tier-changed';
};
