import * as z from 'zod';
import {
  type Exemption,
  type ExemptionScope,
  type ExemptionSubject,
  exemptionSchema,
  exemptionScopeSchema,
  subjectKey,
} from '../domain/exemption.ts';
import { idSchema } from '../domain/ids.ts';
import { collection, technicalCollection } from './collection.ts';

const applicationOf = ({ scope }: { readonly scope: ExemptionScope }): string | null =>
  scope === 'global' ? null : scope;

const exemptListSchema = z.strictObject({
  scope: exemptionScopeSchema,
  listId: idSchema('exemptList'),
  /** The import that left the list as it is; null where an entry was changed since, or none did. */
  importId: idSchema('import').nullable().default(null),
  version: z.int().min(1),
});
export type ExemptList = z.infer<typeof exemptListSchema>;

/**
 * The pointer to the current exempt list of a scope. Every change of an entry counts its version up, so that an import, which
 * copies the list and then flips the pointer, can't lose a change made meanwhile.
 */
export const exemptLists = collection<ExemptList, { scope: ExemptionScope }, { scope: ExemptionScope }>({
  name: 'exempt-list',
  table: 'directory',
  belongs: { by: 'application', application: applicationOf, without: 'shown' },
  schema: exemptListSchema,
  at: ({ scope }) => ({ partition: `exempt-list#${scope}`, sort: 'current' }),
  within: ({ scope }) => `exempt-list#${scope}`,
});

/** One entry of one version of an exempt list. */
export type ExemptEntry = Exemption & { listId: string };

/**
 * The entries of a version of a list; of one subject at most one is live, removed and expired ones stay. Technical, since a new
 * version is landed before the pointer flips; an entry of the current version is changed only together with its pointer.
 */
export const exemptEntries = technicalCollection<
  ExemptEntry,
  { listId: string; subject: ExemptionSubject; exemptionId: string },
  { listId: string }
>({
  name: 'exempt-entry',
  table: 'directory',
  belongs: { by: 'application', application: applicationOf, without: 'shown' },
  schema: exemptionSchema.extend({ listId: idSchema('exemptList') }),
  at: ({ listId, subject, exemptionId }) => ({
    partition: `exempt-entries#${listId}`,
    sort: `${subjectKey(subject)}#${exemptionId}`,
  }),
  within: ({ listId }) => `exempt-entries#${listId}`,
});

/** An entry as the exemption it is. */
export const exemptionOf = (entry: ExemptEntry): Exemption => ({
  exemptionId: entry.exemptionId,
  scope: entry.scope,
  subject: entry.subject,
  reason: entry.reason,
  ownerId: entry.ownerId,
  startsAt: entry.startsAt,
  expiresAt: entry.expiresAt,
  removedAt: entry.removedAt,
  version: entry.version,
});

const exemptionPlaceSchema = exemptionSchema.pick({ exemptionId: true, scope: true, subject: true });

/** Where an exemption stands, by its id. One that was landed and never committed names a place where it is not. */
export const exemptionPlaces = technicalCollection<
  z.infer<typeof exemptionPlaceSchema>,
  { exemptionId: string },
  { exemptionId: string }
>({
  name: 'exemption-place',
  table: 'directory',
  belongs: { by: 'application', application: applicationOf, without: 'shown' },
  schema: exemptionPlaceSchema,
  at: ({ exemptionId }) => ({ partition: `exemption#${exemptionId}`, sort: 'place' }),
  within: ({ exemptionId }) => `exemption#${exemptionId}`,
});
