import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { SHARDS } from '../domain/plan.ts';
import { provisionedUsersSchema } from '../domain/provisioned-users.ts';
import { daySchema, instantSchema } from '../domain/time.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

const usersEstimateSchema = z.strictObject({
  instanceId: idSchema('instance'),
  day: daySchema,
  /** What is known of its users without any connector that could be taken off. */
  users: provisionedUsersSchema,
  /** People who used it in the 28 days up to this one; null where it tells nothing of its use. */
  engagedLately: z.int().min(0).nullable(),
  estimatedAt: instantSchema,
});
export type UsersEstimate = z.infer<typeof usersEstimateSchema>;

/** What was estimated of an instance on each day. */
export const usersEstimates = technicalCollection<
  UsersEstimate,
  { instanceId: string; day: string },
  { instanceId: string }
>({
  name: 'users-estimate',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: usersEstimateSchema,
  at: ({ instanceId, day }) => ({ partition: `users-estimates#${instanceId}`, sort: day }),
  within: ({ instanceId }) => `users-estimates#${instanceId}`,
});

const peopleCountSchema = z.strictObject({
  instanceId: idSchema('instance'),
  /** Whose people: those who used a custom application, or those who signed in. */
  log: z.enum(['usage', 'sso']),
  /** The day counted back from. */
  day: daySchema,
  /** The shard that is being counted; as many as there are, once all are. */
  shard: z.int().min(0).max(SHARDS),
  /** Sort key within the shard to go on from; null at its start. */
  from: z.string().nullable(),
  /** Who stands there and was counted already. */
  counted: z.string().nullable(),
  /** People of the last 120 days, and of the last 28. */
  recent: z.int().min(0),
  lately: z.int().min(0),
  version: z.int().min(1),
});
export type PeopleCount = z.infer<typeof peopleCountSchema>;

/** How far people are counted: many take several calls. */
export const peopleCounts = technicalCollection<
  PeopleCount,
  { instanceId: string; log: PeopleCount['log'] },
  { instanceId: string }
>({
  name: 'people-count',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: peopleCountSchema,
  at: ({ instanceId, log }) => ({ partition: `people-counts#${instanceId}`, sort: log }),
  within: ({ instanceId }) => `people-counts#${instanceId}`,
});
