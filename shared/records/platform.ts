import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { shardOf } from '../domain/plan.ts';
import { type PlatformLog, platformLogSchema } from '../domain/platform-log.ts';
import { directoryAppSchema, directoryAssignmentSchema, directoryPersonSchema } from '../domain/platform.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

/** The pull that rows belong to: its version of everything. */
interface PullRef {
  readonly instanceId: string;
  readonly pullId: string;
}

const ofPull = { instanceId: idSchema('instance'), pullId: idSchema('pull') };

const platformPersonSchema = directoryPersonSchema.extend(ofPull);
export type StoredPlatformPerson = z.infer<typeof platformPersonSchema>;

/** People of a platform in one pull, landed before it becomes current; sharded by person. */
export const platformPeople = technicalCollection<
  StoredPlatformPerson,
  PullRef & { platformUserId: string },
  PullRef & { shard: number }
>({
  name: 'platform-person',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: platformPersonSchema,
  at: ({ instanceId, pullId, platformUserId }) => ({
    partition: `platform-people#${instanceId}#${pullId}#${String(shardOf(platformUserId))}`,
    sort: platformUserId,
  }),
  within: ({ instanceId, pullId, shard }) => `platform-people#${instanceId}#${pullId}#${String(shard)}`,
});

const platformAddressSchema = z.strictObject({
  ...ofPull,
  address: z.string(),
  /** Everybody of the pull who has it: somebody who left and was let in again is there twice. */
  platformUserIds: z.array(z.string().min(1)),
  version: z.int().min(1),
});
export type PlatformAddress = z.infer<typeof platformAddressSchema>;

/** Whose an address is in one pull of a platform. */
export const platformAddresses = technicalCollection<
  PlatformAddress,
  PullRef & { address: string },
  PullRef & { address: string }
>({
  name: 'platform-address',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: platformAddressSchema,
  at: ({ instanceId, pullId, address }) => ({
    partition: `platform-address#${instanceId}#${pullId}#${address}`,
    sort: 'address',
  }),
  within: ({ instanceId, pullId, address }) => `platform-address#${instanceId}#${pullId}#${address}`,
});

const platformAppSchema = directoryAppSchema.extend(ofPull);
export type StoredPlatformApp = z.infer<typeof platformAppSchema>;

/** Applications of a platform in one pull. */
export const platformApps = technicalCollection<
  StoredPlatformApp,
  PullRef & { platformAppId: string },
  PullRef
>({
  name: 'platform-app',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: platformAppSchema,
  at: ({ instanceId, pullId, platformAppId }) => ({
    partition: `platform-apps#${instanceId}#${pullId}`,
    sort: platformAppId,
  }),
  within: ({ instanceId, pullId }) => `platform-apps#${instanceId}#${pullId}`,
});

const platformAssignmentSchema = directoryAssignmentSchema.extend(ofPull);
export type StoredPlatformAssignment = z.infer<typeof platformAssignmentSchema>;

/** Who is assigned to an application of a platform in one pull. */
export const platformAssignments = technicalCollection<
  StoredPlatformAssignment,
  PullRef & { platformAppId: string; platformUserId: string },
  PullRef & { platformAppId: string }
>({
  name: 'platform-assignment',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: platformAssignmentSchema,
  at: ({ instanceId, pullId, platformAppId, platformUserId }) => ({
    partition: `platform-assignments#${instanceId}#${pullId}#${platformAppId}`,
    sort: platformUserId,
  }),
  within: ({ instanceId, pullId, platformAppId }) =>
    `platform-assignments#${instanceId}#${pullId}#${platformAppId}`,
});

/** How far each platform's log of sign-ins is read. */
export const platformLogs = technicalCollection<PlatformLog, { instanceId: string }, { instanceId: string }>({
  name: 'platform-log',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: platformLogSchema,
  at: ({ instanceId }) => ({ partition: `platform-log#${instanceId}`, sort: 'log' }),
  within: ({ instanceId }) => `platform-log#${instanceId}`,
});
