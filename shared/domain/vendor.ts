import * as z from 'zod';

/** A vendor there is a connector for. */
export const vendorSchema = z.enum(['zoom', 'okta', 'onelogin', 'scim']);
export type Vendor = z.infer<typeof vendorSchema>;

/**
 * What a connection brings: who is in the company and who signs in where (platform), feature-level use (engagement), accounts and
 * their licenses (provisioning), and the right to change those (automatic provisioning).
 */
export type ConnectorKind = 'platform' | 'engagement' | 'provisioning' | 'automatic-provisioning';

/**
 * How a vendor lets us in: by an admin's consent (RFC 6749 §4.1), by a token an admin makes there, by the id and secret of a client
 * that asks for tokens itself (RFC 6749 §4.4), or by either of the last two.
 */
export type AccessKind = 'authorization-code' | 'api-token' | 'client-credentials' | 'token-or-client';

export interface VendorFacts {
  /** As people call it. */
  readonly name: string;
  readonly kinds: readonly ConnectorKind[];
  readonly access: AccessKind;
}

/** All vendors, and what each of them is to us. */
export const VENDORS: Readonly<Record<Vendor, VendorFacts>> = {
  zoom: {
    name: 'Zoom',
    kinds: ['engagement', 'provisioning', 'automatic-provisioning'],
    access: 'authorization-code',
  },
  okta: { name: 'Okta', kinds: ['platform'], access: 'api-token' },
  onelogin: { name: 'OneLogin', kinds: ['platform'], access: 'client-credentials' },
  scim: {
    name: 'SCIM 2.0',
    kinds: ['provisioning', 'automatic-provisioning'],
    access: 'token-or-client',
  },
};

/** Whether a vendor's accounts and licenses are pulled, other than those of a platform, which tells of other applications. */
export const hasLicenses = (vendor: Vendor): boolean => VENDORS[vendor].kinds.includes('provisioning');

/** Whether a vendor tells who has an account, and nothing of what people use. */
export const isProvisioningOnly = (vendor: Vendor): boolean =>
  hasLicenses(vendor) && !VENDORS[vendor].kinds.includes('engagement');

/** Whether a vendor tells who is in the company and who signs in to which application. */
export const isPlatform = (vendor: Vendor): boolean => VENDORS[vendor].kinds.includes('platform');
