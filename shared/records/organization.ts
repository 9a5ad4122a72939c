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
