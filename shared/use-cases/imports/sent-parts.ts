import * as z from 'zod';
import { CorruptDataError } from '../../errors.ts';
import { type ImportPart, importParts } from '../../records/imports.ts';
import { everyRecord } from '../every-record.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import type { SentRow } from './sent-row.ts';
import { folderOf } from './stored-rows.ts';

const partSchema = z.array(z.looseObject({ email: z.string() }));

/** Key of a landed part: named by its content. */
export const partKey = (importId: string, partHash: string): string =>
  `${folderOf(importId)}parts/${partHash}.json`;

/** The rows of all parts, in the order the parts came; lines count on over them. */
export async function* sentParts(deps: ImportDeps, importId: string): AsyncGenerator<SentRow[]> {
  const parts: ImportPart[] = [];
  for await (const part of everyRecord(deps.store, importParts, { importId })) parts.push(part);
  for (const { partHash, firstLine } of parts.sort((a, b) => a.firstLine - b.firstLine)) {
    const bytes = await deps.objects.get(partKey(importId, partHash));
    if (bytes === undefined)
      throw new CorruptDataError(`A part of import ${importId} is no longer there. Import it again.`);
    const rows = partSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    yield rows.map((row, index) => ({ line: firstLine + index, value: row, fault: null, email: row.email }));
  }
}
