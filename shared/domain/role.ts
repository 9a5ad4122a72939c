import * as z from 'zod';
import { idPattern } from './ids.ts';

/** Built-in roles by the string the identity provider sends for them. */
export const ROLES = [
  'super-admin',
  'admin',
  'basic-user',
  'limited-plus-user',
  'limited-user',
  'appstore-user',
] as const;
export const roleSchema = z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` });
export type Role = z.infer<typeof roleSchema>;

/** Name of each built-in role as people read it. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  'super-admin': 'Super Admin',
  admin: 'Application Admin',
  'basic-user': 'Basic User',
  'limited-plus-user': 'Limited Plus User',
  'limited-user': 'Limited User',
  'appstore-user': 'Appstore User',
};

const isBuiltIn = (text: string): text is Role => roleSchema.safeParse(text).success;

/** What a user's `role` holds: a built-in role, or the id of a custom one. */
export const roleRefSchema = z.string().regex(new RegExp(`^(?:${ROLES.join('|')}|${idPattern('role')})$`), {
  error: `must be one of ${ROLES.join(', ')}, or the id of a custom role (rol_…)`,
});
export type RoleRef = z.infer<typeof roleRefSchema>;

/** Whether a role is a built-in one. */
export const isBuiltInRole = (role: RoleRef): role is Role => isBuiltIn(role);

/**
 * The role a text of an identity provider stands for, letter case and space around it aside: a built-in one, or the id of a custom one,
 * in the form that is stored and echoed. Undefined where it is neither; whether the custom one exists is another question.
 */
export const roleOfText = (text: string): RoleRef | undefined =>
  roleRefSchema.safeParse(text.trim().toLowerCase()).data;
