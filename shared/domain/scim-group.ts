import * as z from 'zod';
import { idChunkSchema } from './id-chunks.ts';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';
import { externalIdSchema } from './user.ts';

/** Most members of one group: all of them stand in one answer, and an answer has at most 6 MB. */
export const MAX_GROUP_MEMBERS = 25_000;

/** What people call a group; letter case does not tell two apart. */
export const groupNameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(256, { error: 'must have at most 256 characters' })
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, { error: 'must not hold control characters' });

/** The form of a group's name that is compared: space around it does not count, as it is not kept. */
export const groupNameKey = (displayName: string): string =>
  displayName.trim().normalize('NFC').toLowerCase();

/** A group that the identity provider pushes. It gives nobody a role. */
export const groupSchema = z.strictObject({
  groupId: idSchema('group'),
  displayName: groupNameSchema,
  externalId: externalIdSchema.nullable(),
  /** Where the ids of its members stand: a chunk is never changed, a change of members names others. */
  members: z.array(idChunkSchema),
  createdAt: instantSchema,
  changedAt: instantSchema,
  version: z.int().min(1),
});
export type Group = z.infer<typeof groupSchema>;

/** One change of members; ids that are no users are passed over. */
export type MemberChange =
  | { readonly kind: 'add'; readonly userIds: readonly string[] }
  | { readonly kind: 'remove'; readonly userIds: readonly string[] }
  | { readonly kind: 'replace'; readonly userIds: readonly string[] };
