import * as z from 'zod';
import { idSchema } from './ids.ts';
import { ROLES, ROLE_NAMES, roleSchema } from './role.ts';
import { instantSchema } from './time.ts';

/** Most applications one custom role may name. */
export const MAX_ROLE_APPLICATIONS = 500;

/** What a custom role may stand on. Super Admins rule the organization, which is no application, so there is no restricted one. */
export const levelSchema = roleSchema.exclude(['super-admin'], {
  error: 'must be one of admin, basic-user, limited-plus-user, limited-user, appstore-user',
});

/** What people call a custom role; letter case does not tell two apart. */
const roleNameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(100, { error: 'must have at most 100 characters' })
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, { error: 'must not hold control or invisible characters' });

/** The form of a role's name that is compared. */
export const roleNameKey = (name: string): string => name.normalize('NFC').toLowerCase();

const BUILT_IN_NAMES: ReadonlySet<string> = new Set(
  [...ROLES, ...Object.values(ROLE_NAMES)].map(roleNameKey),
);

/** Whether a name is a built-in role's, or its string: no custom role may pass for one. */
export const isBuiltInRoleName = (name: string): boolean => BUILT_IN_NAMES.has(roleNameKey(name));

/** A role of the organization's own: what a built-in role may see and do, in some applications only. An empty list means none. */
export const customRoleSchema = z.strictObject({
  roleId: idSchema('role'),
  name: roleNameSchema,
  level: levelSchema,
  applicationIds: z
    .array(idSchema('application'))
    .max(MAX_ROLE_APPLICATIONS, { error: `must name at most ${String(MAX_ROLE_APPLICATIONS)} applications` })
    .refine((ids) => new Set(ids).size === ids.length, { error: 'must not name an application twice' }),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type CustomRole = z.infer<typeof customRoleSchema>;
