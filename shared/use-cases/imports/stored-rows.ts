import * as z from 'zod';
import { reviewedRowSchema } from '../../contracts/api/imports.ts';
import type { Import, ImportKind } from '../../domain/import.ts';
import { CorruptDataError } from '../../errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { JudgedRow } from './kinds/import-kind.ts';
import type { SentRow } from './sent-row.ts';

/** Rows of one object: small enough to read whole for a page of the review. */
export const ROWS_PER_CHUNK = 1000;

const NDJSON = 'application/x-ndjson';

const storedRowSchema = reviewedRowSchema.extend({ row: z.record(z.string(), z.unknown()).nullable() });
type StoredRow = z.infer<typeof storedRowSchema>;

/** The folder of everything an import landed. */
export const folderOf = (importId: string): string => `landed/imports/${importId}/`;

/** Key of a numbered object of rows or documents; numbers have one width, so that keys sort. */
export const chunkKey = (folder: string, chunk: number): string =>
  `${folder}${String(chunk).padStart(6, '0')}.ndjson`;

/** Writes documents as one object, a line each. */
export const putLines = (objects: ObjectStore, key: string, documents: readonly object[]): Promise<void> =>
  objects.put(key, documents.map((document) => `${JSON.stringify(document)}\n`).join(''), NDJSON);

/** The documents of one object; undefined where there is none. */
export const getLines = async (objects: ObjectStore, key: string): Promise<unknown[] | undefined> => {
  const bytes = await objects.get(key);
  if (bytes === undefined) return undefined;
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line));
};

const rowsFolder = (importId: string): string => `${folderOf(importId)}rows/`;

/** Keeps rows with their verdicts, in objects of {@link ROWS_PER_CHUNK}, beginning with the object of a number. */
export const keepRows = async (
  objects: ObjectStore,
  importId: string,
  firstChunk: number,
  rows: readonly JudgedRow[],
): Promise<void> => {
  for (let start = 0, chunk = firstChunk; start < rows.length; start += ROWS_PER_CHUNK, chunk += 1)
    await putLines(objects, chunkKey(rowsFolder(importId), chunk), rows.slice(start, start + ROWS_PER_CHUNK));
};

/** Kinds that may have a million rows, each judged and taken alone. */
const KEEPS_REJECTED: ReadonlySet<ImportKind> = new Set(['usage-events', 'sign-ins', 'spend', 'sightings']);

/** How many rows of an import are kept with their verdicts: of events the rejected ones only, of everything else all. */
export const keptRows = ({ kind, rows }: Pick<Import, 'kind' | 'rows'>): number =>
  KEEPS_REJECTED.has(kind) ? rows.rejected : rows.accepted + rows.rejected + rows.unchanged;

/** One object of rows, or undefined behind the last. */
export const storedChunk = async (
  objects: ObjectStore,
  importId: string,
  chunk: number,
): Promise<StoredRow[] | undefined> => {
  const lines = await getLines(objects, chunkKey(rowsFolder(importId), chunk));
  if (lines === undefined) return undefined;
  const parsed = z.array(storedRowSchema).safeParse(lines);
  if (!parsed.success) throw new CorruptDataError('The stored rows of an import do not fit their schema.');
  return parsed.data;
};

/** Objects that are read ahead. */
const AHEAD = 4;

/** All objects of rows in their order; one that is gone is undefined. */
export async function* storedChunks(
  objects: ObjectStore,
  importId: string,
  rows: number,
): AsyncGenerator<StoredRow[] | undefined> {
  const chunks = Math.ceil(rows / ROWS_PER_CHUNK);
  for (let first = 0; first < chunks; first += AHEAD) {
    const some = Array.from({ length: Math.min(AHEAD, chunks - first) }, (_, index) => first + index);
    yield* await Promise.all(some.map((chunk) => storedChunk(objects, importId, chunk)));
  }
}

/** The rows of an import as they were sent, to be judged again. */
export async function* sentAgain(
  objects: ObjectStore,
  importId: string,
  rows: number,
): AsyncGenerator<SentRow[]> {
  for await (const stored of storedChunks(objects, importId, rows)) {
    if (stored === undefined)
      throw new CorruptDataError(
        `The rows of import ${importId} are no longer there. Import the file again.`,
      );
    yield stored.map(({ line, row, reason, email }) => ({
      line,
      value: row,
      fault: row === null ? reason : null,
      email,
    }));
  }
}
