import { z } from 'zod';
import { idSchema } from './ids.ts';
import { roleSchema } from './role.ts';
import { instantSchema } from './time.ts';

/** Most applications one custom role may name. */
export const MAX_ROLE_APPLICATIONS = 500;

/** What a custom role may stand on. Super Admins rule the organization, which is no application, so there is no restricted one. */
export const levelSchema = roleSchema.exclude(['super-admin'], {
  error: 'must be one of admin, basic-user, limited-plus-user, limited-user, appstore-user',
});

/** A role of the organization's own: what a built-in role may see and do, in some applications only. An empty list means none. */
export const customRoleSchema = z.strictObject({
  roleId: idSchema('role'),
  name: z.string().trim().min(1).max(100),
  level: levelSchema,
  applicationIds: z
    .array(idSchema('application'))
    .max(MAX_ROLE_APPLICATIONS, { error: `must name at most ${String(MAX_ROLE_APPLICATIONS)} applications` })
    .refine((ids) => new Set(ids).size === ids.length, { error: 'must not name an application twice' }),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type CustomRole = z.infer<typeof customRoleSchema>;
