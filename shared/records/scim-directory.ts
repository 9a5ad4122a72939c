import * as z from 'zod';
import { normalizeAddress } from '../domain/address.ts';
import { idChunkSchema } from '../domain/id-chunks.ts';
import { idSchema } from '../domain/ids.ts';
import { type Group, groupNameKey, groupSchema } from '../domain/scim-group.ts';
import { collection, technicalCollection } from './collection.ts';

const listNameSchema = z.enum(['users', 'groups']);
export type ListName = z.infer<typeof listNameSchema>;

const directoryListSchema = z.strictObject({
  list: listNameSchema,
  chunks: z.array(idChunkSchema),
  version: z.int().min(0),
});
export type DirectoryList = z.infer<typeof directoryListSchema>;

/** Where the ids of all users, or groups, stand in the order of their making, with counts: a page is found without a scan. */
export const directoryLists = technicalCollection<DirectoryList, { list: ListName }, { list: ListName }>({
  name: 'directory-list',
  table: 'directory',
  belongs: 'organization',
  schema: directoryListSchema,
  at: ({ list }) => ({ partition: `directory-list#${list}`, sort: 'list' }),
  within: ({ list }) => `directory-list#${list}`,
});

const directoryChunkSchema = z.strictObject({
  list: listNameSchema,
  chunkId: idSchema('chunk'),
  ids: z.array(z.string()).min(1),
});
type DirectoryChunk = z.infer<typeof directoryChunkSchema>;

/** Ids of one chunk of a list; written once and never changed. */
export const directoryChunks = technicalCollection<
  DirectoryChunk,
  { list: ListName; chunkId: string },
  { list: ListName }
>({
  name: 'directory-chunk',
  table: 'directory',
  belongs: 'organization',
  schema: directoryChunkSchema,
  at: ({ list, chunkId }) => ({ partition: `directory-chunks#${list}`, sort: chunkId }),
  within: ({ list }) => `directory-chunks#${list}`,
});

const userEmailSchema = z.strictObject({ email: z.string(), userId: idSchema('user') });

/** Who has an address, letter case aside; it is nobody's alone. */
export const userEmails = technicalCollection<
  z.infer<typeof userEmailSchema>,
  { email: string; userId: string },
  { email: string }
>({
  name: 'user-email',
  table: 'directory',
  belongs: 'organization',
  schema: userEmailSchema,
  at: ({ email, userId }) => ({ partition: `user-email#${normalizeAddress(email)}`, sort: userId }),
  within: ({ email }) => `user-email#${normalizeAddress(email)}`,
});

const awaitedRoleSchema = z.strictObject({ userId: idSchema('user') });

/** Users whom the identity provider writes without ever having sent their role, oldest first. */
export const awaitedRoles = collection<z.infer<typeof awaitedRoleSchema>, { userId: string }, object>({
  name: 'awaited-role',
  table: 'directory',
  belongs: 'organization',
  schema: awaitedRoleSchema,
  at: ({ userId }) => ({ partition: 'awaited-roles', sort: userId }),
  within: () => 'awaited-roles',
});

/** Groups that the identity provider pushes: one partition, so that the stream tells of their changes in order. */
export const groups = collection<Group, { groupId: string }, object>({
  name: 'group',
  table: 'directory',
  belongs: 'organization',
  schema: groupSchema,
  at: ({ groupId }) => ({ partition: 'groups', sort: groupId }),
  within: () => 'groups',
});

const groupNameSchema = z.strictObject({ displayName: z.string(), groupId: idSchema('group') });

/** Keeps the name of a group unique, letter case aside: it exists exactly while a group has that name. */
export const groupNames = collection<
  z.infer<typeof groupNameSchema>,
  { displayName: string },
  { displayName: string }
>({
  name: 'group-name',
  table: 'directory',
  belongs: 'organization',
  schema: groupNameSchema,
  at: ({ displayName }) => ({ partition: `group-name#${groupNameKey(displayName)}`, sort: 'group' }),
  within: ({ displayName }) => `group-name#${groupNameKey(displayName)}`,
});

const groupChunkSchema = z.strictObject({
  groupId: idSchema('group'),
  chunkId: idSchema('chunk'),
  ids: z.array(idSchema('user')).min(1),
});

/** Members of one chunk of a group; written once and never changed. The indexer removes what no pointer names any more. */
export const groupChunks = technicalCollection<
  z.infer<typeof groupChunkSchema>,
  { groupId: string; chunkId: string },
  { groupId: string }
>({
  name: 'group-chunk',
  table: 'directory',
  belongs: 'organization',
  schema: groupChunkSchema,
  at: ({ groupId, chunkId }) => ({ partition: `group-chunks#${groupId}`, sort: chunkId }),
  within: ({ groupId }) => `group-chunks#${groupId}`,
});

const groupDropSchema = z.strictObject({
  groupId: idSchema('group'),
  /** The version of the group that does without them. */
  groupVersion: z.int().min(1),
  chunkIds: z.array(idSchema('chunk')).min(1),
});

/** Chunks that a group does without since a change; they are removed once the reverse look-up knows of it. */
export const groupDrops = technicalCollection<
  z.infer<typeof groupDropSchema>,
  { groupId: string; groupVersion: number },
  { groupId: string }
>({
  name: 'group-drop',
  table: 'directory',
  belongs: 'organization',
  schema: groupDropSchema,
  at: ({ groupId, groupVersion }) => ({ partition: `group-drops#${groupId}`, sort: String(groupVersion) }),
  within: ({ groupId }) => `group-drops#${groupId}`,
});

const groupIndexSchema = z.strictObject({
  groupId: idSchema('group'),
  /**
   * Where the members stood when they were told: one pointer. While they are being told, and where that was broken off, also those that
   * it may have come to: who is in all of them knows of the group, and who is in none does not.
   */
  pointers: z.array(z.array(idChunkSchema)).min(1),
  version: z.int().min(1),
});

export type GroupIndex = z.infer<typeof groupIndexSchema>;

/** Which members of a group are told that they are in it. */
export const groupIndexes = technicalCollection<GroupIndex, { groupId: string }, { groupId: string }>({
  name: 'group-index',
  table: 'directory',
  belongs: 'organization',
  schema: groupIndexSchema,
  at: ({ groupId }) => ({ partition: `group-index#${groupId}`, sort: 'index' }),
  within: ({ groupId }) => `group-index#${groupId}`,
});

const userGroupsSchema = z.strictObject({
  userId: idSchema('user'),
  groupIds: z.array(idSchema('group')).min(1),
  version: z.int().min(1),
});

/** The groups a user is in, as far as the stream has told; for showing only. */
export const userGroups = technicalCollection<
  z.infer<typeof userGroupsSchema>,
  { userId: string },
  { userId: string }
>({
  name: 'user-groups',
  table: 'directory',
  belongs: 'organization',
  schema: userGroupsSchema,
  at: ({ userId }) => ({ partition: `user-groups#${userId}`, sort: 'groups' }),
  within: ({ userId }) => `user-groups#${userId}`,
});
