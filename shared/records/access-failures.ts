import * as z from 'zod';
import { daySchema, instantSchema } from '../domain/time.ts';
import { technicalCollection } from './collection.ts';

const accessFailureSchema = z.strictObject({
  /** Where the requests came from, e.g. `203.0.113.0/24`; `unknown`, or `others` where too many networks failed at once. */
  network: z.string(),
  /** The UTC day. */
  day: daySchema,
  /** The UTC minute. */
  minute: instantSchema,
  count: z.int().min(1),
  expiresAt: instantSchema,
  version: z.int().min(1),
});
export type AccessFailure = z.infer<typeof accessFailureSchema>;

/** How often a network has failed to say who it is, a record a minute, capped. Newest first is a day read backwards. */
export const accessFailures = technicalCollection<
  AccessFailure,
  Pick<AccessFailure, 'network' | 'day' | 'minute'>,
  { day: string }
>({
  name: 'access-failure',
  table: 'directory',
  belongs: 'organization',
  schema: accessFailureSchema,
  at: ({ day, minute, network }) => ({ partition: `access-failures#${day}`, sort: `${minute}#${network}` }),
  within: ({ day }) => `access-failures#${day}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});
