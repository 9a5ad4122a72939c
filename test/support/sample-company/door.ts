import type { z } from 'zod';
import {
  commitImportOperation,
  importCsvOperation,
} from '../../../shared/contracts/api/import-operations.ts';
import type { ask, every } from '../integration/api.ts';

/** The API as a Super Admin asks it: of a deployed stack, or of one in memory. */
export interface Door {
  readonly ask: typeof ask;
  readonly every: typeof every;
}

type Target = z.input<typeof importCsvOperation.query>;

/** Brings a file in, with every row of it, and has it taken; the import as it is then. */
export const importFile = async ({ ask: askDoor }: Door, query: Target, csv: string) => {
  const body = new TextEncoder().encode(csv);
  const { importId, rows } = await askDoor(importCsvOperation, { query, body });
  if (rows.rejected > 0) throw new Error(`${String(rows.rejected)} rows of ${query.kind} are rejected.`);
  for (;;) {
    const { result, import: job } = await askDoor(commitImportOperation, {
      params: { importId },
      body: {},
    });
    if (result === 'committed' || result === 'unchanged') return job;
    if (result !== 'continues') throw new Error(`The import of ${query.kind} came to ${result}.`);
  }
};
