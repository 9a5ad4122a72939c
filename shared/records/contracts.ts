import * as z from 'zod';
import { type Contract, contractSchema } from '../domain/contract.ts';
import { idSchema } from '../domain/ids.ts';
import { collection, technicalCollection } from './collection.ts';

const contractListSchema = z.strictObject({
  applicationId: idSchema('application'),
  listId: idSchema('contractList'),
  /** The import that left the list as it is; null where none did, or a contract was changed since. */
  importId: idSchema('import').nullable().default(null),
  /** The list that the import took the place of. */
  beforeListId: idSchema('contractList').nullable().default(null),
  version: z.int().min(1),
});
export type ContractList = z.infer<typeof contractListSchema>;

/**
 * Which version of its contracts an application follows. Every change of a contract counts its version up, so that an import, which
 * copies the list and then flips the pointer, can't lose a change made meanwhile.
 */
export const contractLists = collection<ContractList, { applicationId: string }, object>({
  name: 'contract-list',
  table: 'directory',
  belongs: { by: 'key', thing: 'application', id: ({ applicationId }) => applicationId },
  schema: contractListSchema,
  at: ({ applicationId }) => ({ partition: 'contract-lists', sort: applicationId }),
  within: () => 'contract-lists',
});

interface ListRef {
  readonly applicationId: string;
  readonly listId: string;
}

/** The contracts of a version of an application's list. Technical, since a new version is landed before its pointer flips. */
export const contracts = technicalCollection<
  Contract & { listId: string },
  ListRef & { contractId: string },
  ListRef
>({
  name: 'contract',
  table: 'directory',
  belongs: { by: 'partition', thing: 'application', id: ({ applicationId }) => applicationId },
  schema: contractSchema.extend({ listId: idSchema('contractList') }),
  at: ({ applicationId, listId, contractId }) => ({
    partition: `contracts#${applicationId}#${listId}`,
    sort: contractId,
  }),
  within: ({ applicationId, listId }) => `contracts#${applicationId}#${listId}`,
});
