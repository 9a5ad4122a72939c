import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { instantSchema } from '../domain/time.ts';
import { technicalCollection } from './collection.ts';

const clientUseSchema = z.strictObject({
  clientId: idSchema('client'),
  /** The UTC hour, `yyyy-mm-ddThh:00:00.000Z`. */
  lastUsedHour: instantSchema,
});

/** When an access token of a program client was last used, to the hour. Kept by client: its tokens live an hour and are many. */
export const clientUses = technicalCollection<
  z.infer<typeof clientUseSchema>,
  { clientId: string },
  { clientId: string }
>({
  name: 'client-use',
  table: 'directory',
  belongs: 'organization',
  schema: clientUseSchema,
  at: ({ clientId }) => ({ partition: `client-use#${clientId}`, sort: 'use' }),
  within: ({ clientId }) => `client-use#${clientId}`,
});
