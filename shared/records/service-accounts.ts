import { type ServiceAccountList, serviceAccountListSchema } from '../domain/service-account.ts';
import { OF_INSTANCE } from './belongs.ts';
import { collection } from './collection.ts';

/** The service accounts of an instance: one record. */
export const serviceAccountLists = collection<
  ServiceAccountList,
  { instanceId: string },
  { instanceId: string }
>({
  name: 'service-account-list',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: serviceAccountListSchema,
  at: ({ instanceId }) => ({ partition: `service-accounts#${instanceId}`, sort: 'current' }),
  within: ({ instanceId }) => `service-accounts#${instanceId}`,
});
