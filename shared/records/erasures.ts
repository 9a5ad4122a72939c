import * as z from 'zod';
import { type Erasure, erasureSchema } from '../domain/erasure.ts';
import { idSchema } from '../domain/ids.ts';
import { technicalCollection } from './collection.ts';

/** How far the erasure of somebody is. While it goes on it knows what it looks for; nothing else does in the end. */
export const erasures = technicalCollection<Erasure, { erasureId: string }, { erasureId: string }>({
  name: 'erasure',
  table: 'directory',
  belongs: 'organization',
  schema: erasureSchema,
  at: ({ erasureId }) => ({ partition: `erasure#${erasureId}`, sort: 'erasure' }),
  within: ({ erasureId }) => `erasure#${erasureId}`,
});

const openErasureSchema = z.strictObject({ who: z.string().min(1), erasureId: idSchema('erasure') });

/** The one erasure of somebody that goes on, by their person id or else their address; it exists exactly while it does. */
export const openErasures = technicalCollection<
  z.infer<typeof openErasureSchema>,
  { who: string },
  { who: string }
>({
  name: 'open-erasure',
  table: 'directory',
  belongs: 'organization',
  schema: openErasureSchema,
  at: ({ who }) => ({ partition: `open-erasure#${who}`, sort: 'erasure' }),
  within: ({ who }) => `open-erasure#${who}`,
});
