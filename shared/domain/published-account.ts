import * as z from 'zod';
import { accountStatusSchema, licenseTierSchema } from './account.ts';
import { addressSchema } from './address.ts';
import { instantSchema, toInstant } from './time.ts';

const momentSchema = z.string().transform((given, context) => {
  const at = toInstant(given);
  if (at !== null) return instantSchema.parse(at);
  context.addIssue({
    code: 'custom',
    message: 'must be a day or a moment in ISO 8601, e.g. 2026-03-01T09:30:00Z',
  });
  return z.NEVER;
});

/** A person's user in a custom application, as the application publishes it. */
export const publishedAccountSchema = z.strictObject({
  email: addressSchema,
  /** The application's own id of the user; with it a changed address is the same account still. */
  userId: z.string().trim().min(1).max(200).nullable().default(null),
  status: accountStatusSchema.default('active'),
  tier: licenseTierSchema.default('licensed'),
  role: z.string().trim().min(1).max(200).nullable().default(null),
  createdAt: momentSchema.nullable().default(null),
  lastLoginAt: momentSchema.nullable().default(null),
});
export type PublishedAccount = z.output<typeof publishedAccountSchema>;
