import * as z from 'zod';
import { roleNameKey } from '../domain/custom-role.ts';
import { idSchema } from '../domain/ids.ts';
import { collection } from './collection.ts';

const roleNameSchema = z.strictObject({ name: z.string(), roleId: idSchema('role') });

/** Keeps the name of a custom role unique, letter case aside: it exists exactly while a role has that name. */
export const roleNames = collection<z.infer<typeof roleNameSchema>, { name: string }, { name: string }>({
  name: 'role-name',
  table: 'directory',
  belongs: 'organization',
  schema: roleNameSchema,
  at: ({ name }) => ({ partition: `role-name#${roleNameKey(name)}`, sort: 'role' }),
  within: ({ name }) => `role-name#${roleNameKey(name)}`,
});

const firstSuperAdminSchema = z.strictObject({
  /** SHA-256 of the address in the deployment's settings, in lower case, hex. */
  addressHash: z.string().length(64),
  userId: idSchema('user'),
});

/** Who was made for the address of the first Super Admin; it stays when they are deleted, so that they are not made again. */
export const firstSuperAdmins = collection<
  z.infer<typeof firstSuperAdminSchema>,
  { addressHash: string },
  { addressHash: string }
>({
  name: 'first-super-admin',
  table: 'directory',
  belongs: 'organization',
  schema: firstSuperAdminSchema,
  at: ({ addressHash }) => ({ partition: `first-super-admin#${addressHash}`, sort: 'user' }),
  within: ({ addressHash }) => `first-super-admin#${addressHash}`,
});
