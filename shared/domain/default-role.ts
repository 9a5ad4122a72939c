import * as z from 'zod';
import { type RoleRef, roleRefSchema } from './role.ts';

/** What somebody is whom the identity provider pushes without a role, unless the organization says otherwise. */
export const STANDARD_DEFAULT_ROLE: RoleRef = 'limited-user';

/** The role of users whom the identity provider pushes without one. Version 0 is what holds while nobody has set any. */
export const defaultRoleSchema = z.strictObject({
  role: roleRefSchema.refine((role) => role !== 'super-admin', {
    error: 'must not be super-admin: everybody who is pushed without a role would rule the organization',
  }),
  version: z.int().min(0),
});
export type DefaultRole = z.infer<typeof defaultRoleSchema>;
