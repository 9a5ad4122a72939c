import * as z from 'zod';
import { normalizeAddress } from './address.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** License tiers an account can hold, in our words; a connector maps the vendor's. */
export const licenseTierSchema = z.enum(['licensed', 'basic', 'none', 'other']);
export type LicenseTier = z.infer<typeof licenseTierSchema>;

export const accountStatusSchema = z.enum(['active', 'inactive', 'pending']);
export type AccountStatus = z.infer<typeof accountStatusSchema>;

export const vendorRoleSchema = z.strictObject({
  id: z.string().nullable(),
  kind: z.enum(['owner', 'admin', 'member', 'custom', 'unknown']),
});
export type VendorRole = z.infer<typeof vendorRoleSchema>;

/** What a vendor says of one user of a tenant, mapped to our words, before it has an id of ours. */
export const vendorAccountSchema = z.strictObject({
  /** The vendor's own id; null for an invitation that has none yet. */
  vendorAccountId: z.string().min(1).nullable(),
  email: z.string().min(1),
  /** False where the vendor says the address is not verified; true where it says so or is silent. */
  emailVerified: z.boolean(),
  status: accountStatusSchema,
  tier: licenseTierSchema,
  role: vendorRoleSchema,
  /** When the vendor says the account was made; null where it does not say or the value can't be true. */
  createdAt: instantSchema.nullable(),
  /** Last sign-in as the vendor's user list gives it; null where missing. Kept as given, also when it can't be true. */
  lastLoginAt: instantSchema.nullable(),
});
export type VendorAccount = z.infer<typeof vendorAccountSchema>;

/** A person's user in one instance, in one pull. `accountId` stays the same over pulls. */
export const accountSchema = vendorAccountSchema.extend({
  accountId: idSchema('account'),
  instanceId: idSchema('instance'),
  observedAt: instantSchema,
});
export type Account = z.infer<typeof accountSchema>;

/** What a vendor's user is told apart by: the vendor's id, or the address of an invitation that has none yet. */
export const vendorKeyOf = (account: Pick<VendorAccount, 'vendorAccountId' | 'email'>): string =>
  account.vendorAccountId === null
    ? `email:${normalizeAddress(account.email)}`
    : `id:${account.vendorAccountId}`;
