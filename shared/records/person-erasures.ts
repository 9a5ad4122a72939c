import { type Erasure, erasureSchema } from '../domain/erasure.ts';
import { technicalCollection } from './collection.ts';

/** How far the erasure of a person is. While it goes on it knows what it looks for; nothing else does in the end. */
export const personErasures = technicalCollection<Erasure, { personId: string }, { personId: string }>({
  name: 'person-erasure',
  table: 'directory',
  belongs: 'organization',
  schema: erasureSchema,
  at: ({ personId }) => ({ partition: `person-erasure#${personId}`, sort: 'erasure' }),
  within: ({ personId }) => `person-erasure#${personId}`,
});
