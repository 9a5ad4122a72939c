import * as z from 'zod';
import { coverageSchema } from './coverage.ts';
import { scheduleSchema } from './schedule.ts';
import { scimConnectionSchema } from './scim.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';
import { vendorSchema } from './vendor.ts';

/** What a connector can do; discovered from the connector and narrowed by the scopes the vendor granted. */
export const capabilitySchema = z.enum([
  'list-accounts',
  'read-activity',
  'read-need',
  'change-tier',
  'deactivate',
  'remove',
  'restore',
  'list-people',
  'list-apps',
  'read-sso',
]);
export type Capability = z.infer<typeof capabilitySchema>;

export const connectionStateSchema = z.enum([
  'new',
  'connected',
  'needs-reconnect',
  'disconnecting',
  'disconnected',
]);
export type ConnectionState = z.infer<typeof connectionStateSchema>;

/** The plan an account has with its vendor, where that sets the rate class. */
export const planSchema = z.enum(['free', 'pro', 'business']);
export type VendorPlan = z.infer<typeof planSchema>;

/** Attaches a connector to an instance. Secrets are in the vault, never here. */
export const connectionSchema = z.strictObject({
  connectionId: idSchema('connection'),
  instanceId: idSchema('instance'),
  applicationId: idSchema('application'),
  vendor: vendorSchema,
  state: connectionStateSchema,
  /** The vendor plan sets the rate class; null where the vendor's own answers say what it allows. */
  plan: planSchema.nullable(),
  /** Share of the vendor's rate we may use, 0 < share ≤ 1. */
  rateShare: z.number().gt(0).max(1),
  /** The vendor's client id of the company's own app; not secret. Null where the vendor lets us in without one. */
  clientId: z.string().min(1).max(200).nullable(),
  /**
   * The tenant's own address, e.g. `https://acme.okta.com`, with a path where the vendor has one; left out where it has one address for
   * all.
   */
  endpoint: z.url().optional(),
  /** Left out where the vendor is not reached by SCIM. */
  scim: scimConnectionSchema.optional(),
  vendorTenantId: z.string().nullable(),
  grantedScopes: z.array(z.string()),
  capabilities: z.array(capabilitySchema),
  /** Why the connection needs an admin; null while it is well. */
  trouble: z.string().nullable(),
  sync: z.strictObject({ schedule: scheduleSchema, paused: z.boolean() }),
  createdBy: idSchema('user'),
  connectedAt: instantSchema.nullable(),
  /** When it was attached; left out where it was stored before that was written down. */
  coverage: coverageSchema.optional(),
  /** Since when what it collected is being deleted, and itself with it; left out while it is not. */
  deletingSince: instantSchema.optional(),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type Connection = z.infer<typeof connectionSchema>;

/** Which state may follow which. */
export const CONNECTION_TRANSITIONS: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  new: ['connected', 'disconnected'],
  connected: ['connected', 'needs-reconnect', 'disconnecting', 'disconnected'],
  'needs-reconnect': ['connected', 'disconnecting', 'disconnected'],
  disconnecting: ['disconnected'],
  disconnected: ['connected'],
};

/** Name of the lease under which the tokens of a connection may be changed in the vault. */
export const tokenLease = (connectionId: string): string => `refresh#${connectionId}`;
