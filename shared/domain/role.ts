import { z } from 'zod';

/** Built-in roles by the string the identity provider sends for them. */
export const ROLES = [
  'super-admin',
  'admin',
  'basic-user',
  'limited-plus-user',
  'limited-user',
  'appstore-user',
] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;
