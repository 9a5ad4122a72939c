import { type Import, importSchema } from '../domain/import.ts';
import { collection } from './collection.ts';

/** Imports in order of their ids; their rows, verdicts and receipts are objects, not records. */
export const imports = collection<Import, { importId: string }, object>({
  name: 'import',
  table: 'directory',
  schema: importSchema,
  at: ({ importId }) => ({ partition: 'imports', sort: importId }),
  within: () => 'imports',
});
