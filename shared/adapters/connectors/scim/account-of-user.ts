import type { LicenseTier, VendorAccount, VendorRole } from '../../../domain/account.ts';
import { parseScimPath } from '../../../domain/scim-path.ts';
import type { ScimSettings, ScimTiers } from '../../../domain/scim.ts';
import { toInstant } from '../../../domain/time.ts';
import type { VendorRoleRow } from '../../../ports/connector.ts';
import { type ScimUser, attributeOf, booleanOf, isAttributes, textOf } from './resource.ts';
import { valuesAt } from './values-at-path.ts';

/** A value as an admin wrote it in a list, whatever its case at the vendor. */
const among = (value: string, list: readonly string[]): string | undefined =>
  list.find((known) => known.toLowerCase() === value.toLowerCase());

/** Of several values the one that costs most counts. */
const TIERS = ['licensed', 'basic', 'none'] as const;

/** The tier a value stands for, if any. */
export const tierOfValue = (tiers: ScimTiers, value: string): LicenseTier | null =>
  TIERS.find((tier) => among(value, tiers[tier]) !== undefined) ?? null;

const tierOf = ({ attributes }: ScimUser, { tiers }: ScimSettings): LicenseTier => {
  // Where there are no tiers, the account itself is what is paid for.
  if (tiers === null) return 'licensed';
  const path = parseScimPath(tiers.path);
  const values = path === null ? [] : valuesAt(attributes, path);
  if (values.length === 0) return tiers.absent;
  const found = values.map((value) => tierOfValue(tiers, value));
  return TIERS.find((tier) => found.includes(tier)) ?? 'other';
};

/** The role that says most: an admin's, else one nobody has said anything of, else an ordinary one. */
const roleOf = (user: ScimUser, settings: ScimSettings): VendorRole => {
  const { roles, tiers } = settings;
  const path = parseScimPath(roles.path);
  // What tells the license tier is no role, also where both stand in one list.
  const tierPath = tiers === null ? null : parseScimPath(tiers.path);
  const ofTier = tierPath === null ? [] : valuesAt(user.attributes, tierPath);
  const isOfTier = (value: string): boolean =>
    tiers !== null &&
    tierPath?.attribute === path?.attribute &&
    ofTier.includes(value) &&
    tierOfValue(tiers, value) !== null;
  const values = path === null ? [] : valuesAt(user.attributes, path).filter((value) => !isOfTier(value));
  const [admin] = values.flatMap((value) => among(value, roles.admins) ?? []);
  if (admin !== undefined) return { id: admin, kind: 'admin' };
  const other = values.find((value) => among(value, roles.members) === undefined);
  if (other !== undefined) return { id: other, kind: 'unknown' };
  const [member] = values.flatMap((value) => among(value, roles.members) ?? []);
  return member === undefined ? { id: null, kind: roles.absent } : { id: member, kind: 'member' };
};

/** The roles an admin named, as a vendor's list of roles. */
export const rolesOf = ({ roles: { admins, members } }: ScimSettings): VendorRoleRow[] => [
  ...admins.map((id) => ({ id, name: id, kind: 'admin' as const })),
  ...members.map((id) => ({ id, name: id, kind: 'member' as const })),
];

/** The primary address, else the first one, else the name people sign in with, which mostly is one (RFC 7643 §4.1.2). */
const emailOf = ({ attributes, userName }: ScimUser): string => {
  const emails = attributeOf(attributes, 'emails');
  const list = Array.isArray(emails) ? emails : emails === undefined ? [] : [emails];
  const rows = list.map((row) => ({
    address: isAttributes(row) ? textOf(attributeOf(row, 'value')) : textOf(row),
    isPrimary: isAttributes(row) && booleanOf(attributeOf(row, 'primary')) === true,
  }));
  const primary = rows.find(({ address, isPrimary }) => isPrimary && address !== null);
  return (primary ?? rows.find(({ address }) => address !== null))?.address ?? userName;
};

/** Whether a user shows if it is active at all: what is not shown cannot be read back. */
export const activeOf = ({ attributes }: ScimUser): boolean | null =>
  booleanOf(attributeOf(attributes, 'active'));

/** A user in our words. Without `active` it counts as active (RFC 7643 §4.1.1 leaves it open); SCIM knows no sign-ins. */
export const accountOfUser = (user: ScimUser, settings: ScimSettings): VendorAccount => {
  const meta = attributeOf(user.attributes, 'meta');
  const created = isAttributes(meta) ? textOf(attributeOf(meta, 'created')) : null;
  return {
    vendorAccountId: user.id,
    email: emailOf(user),
    emailVerified: true,
    status: activeOf(user) === false ? 'inactive' : 'active',
    tier: tierOf(user, settings),
    role: roleOf(user, settings),
    createdAt: created === null ? null : toInstant(created),
    lastLoginAt: null,
  };
};
