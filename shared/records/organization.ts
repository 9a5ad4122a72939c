import { type DefaultRole, defaultRoleSchema } from '../domain/default-role.ts';
import { type Organization, organizationSchema } from '../domain/support-contact.ts';
import { collection } from './collection.ts';

/** Settings of the organization: one record. */
export const organizations = collection<Organization, object, object>({
  name: 'organization',
  table: 'directory',
  belongs: 'organization',
  schema: organizationSchema,
  at: () => ({ partition: 'organization', sort: 'current' }),
  within: () => 'organization',
});

/** The role of users whom the identity provider pushes without one: one record. */
export const defaultRoles = collection<DefaultRole, object, object>({
  name: 'default-role',
  table: 'directory',
  belongs: 'organization',
  schema: defaultRoleSchema,
  at: () => ({ partition: 'default-role', sort: 'current' }),
  within: () => 'default-role',
});
