import * as z from 'zod';
import { actorSchema } from '../domain/audit-event.ts';
import { idSchema } from '../domain/ids.ts';
import { instantSchema } from '../domain/time.ts';
import { technicalCollection } from './collection.ts';

const connectionDeletionSchema = z.strictObject({
  connectionId: idSchema('connection'),
  instanceId: idSchema('instance'),
  applicationId: idSchema('application'),
  requestedBy: actorSchema,
  requestedAt: instantSchema,
  /** The pulls whose rows go, in the order they do. */
  pullIds: z.array(idSchema('pull')),
  /** Parts that are gone, of all: a part is done again where a worker was cut off within it, and counts once. */
  partsDone: z.int().min(0),
  parts: z.int().min(1),
  /** Records and objects that were removed, at least: those of a part that was cut off may be missing. */
  removed: z.int().min(0),
  /** When nothing was left of it, the connection itself included; null before. */
  endedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type ConnectionDeletion = z.infer<typeof connectionDeletionSchema>;

/** Connections whose data is, or was, deleted because somebody asked for it. They outlive the connection. */
export const connectionDeletions = technicalCollection<
  ConnectionDeletion,
  { connectionId: string },
  { connectionId: string }
>({
  name: 'connection-deletion',
  table: 'directory',
  belongs: { by: 'application', application: ({ applicationId }) => applicationId, without: 'hidden' },
  schema: connectionDeletionSchema,
  at: ({ connectionId }) => ({ partition: `connection-deletion#${connectionId}`, sort: 'deletion' }),
  within: ({ connectionId }) => `connection-deletion#${connectionId}`,
});
