import * as z from 'zod';
import { addressSchema } from './address.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';
import { vendorSchema } from './vendor.ts';

export const contactKindSchema = z.enum(['technical-lead', 'security', 'it', 'functional']);

/** Somebody who is told when something about an application needs a person. */
export const contactSchema = z.strictObject({ kind: contactKindSchema, email: addressSchema });

/** An app the company uses, with one or more instances. */
export const applicationSchema = z.strictObject({
  applicationId: idSchema('application'),
  name: z.string().trim().min(1).max(200),
  contacts: z.array(contactSchema).max(50),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type Application = z.infer<typeof applicationSchema>;

/** One vendor tenant of an application, or of a custom application the app itself. `currentPullId` is the pull readers follow. */
export const instanceSchema = z.strictObject({
  instanceId: idSchema('instance'),
  applicationId: idSchema('application'),
  name: z.string().trim().min(1).max(200),
  /** `custom`: an application of the company's own, without a connector; what is known of it is sent to us. */
  vendor: z.enum([...vendorSchema.options, 'custom']),
  /** The vendor's own id of the tenant, known after the first connection. */
  vendorTenantId: z.string().nullable(),
  currentPullId: idSchema('pull').nullable(),
  /** Custom vendor roles an admin marked as an ordinary member's. */
  ordinaryRoleIds: z.array(z.string().min(1).max(200)).max(500),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type Instance = z.infer<typeof instanceSchema>;
