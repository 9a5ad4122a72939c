import { MAX_CSV_BYTES } from '../../contracts/api/imports.ts';
import type { Import } from '../../domain/import.ts';
import { TooLargeError } from '../../errors.ts';
import type { Caller } from '../dependencies.ts';
import { csvRows } from './csv-rows.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import type { SentRow } from './sent-row.ts';
import { IMPORT_KINDS, streamedKind } from './kinds/import-kinds.ts';
import { type Target, addImport, newImport } from './import-record.ts';
import { type Parsed, parseRows } from './parse-import.ts';
import { type StreamRead, readStreamed } from './read-streamed.ts';
import { folderOf } from './stored-rows.ts';

/** The rows of a CSV of a kind. */
const sentCsv = (
  deps: ImportDeps,
  kind: Import['kind'],
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<readonly SentRow[]> => {
  const { columns, fromCells, maxRows } = IMPORT_KINDS[kind];
  return csvRows(deps.csv.read(bytes), columns, fromCells, maxRows);
};

/** Reads a file into its import, as its kind wants it. `isSpent`: whether to go on in a further call, for those kinds that can. */
export const readFile = async (
  deps: ImportDeps,
  job: Import,
  bytes: AsyncIterable<Uint8Array>,
  isSpent: () => boolean,
): Promise<StreamRead> => {
  const sent = sentCsv(deps, job.kind, bytes);
  const streamed = streamedKind(job.kind);
  return streamed === undefined
    ? { kind: 'read', parsed: await parseRows(deps, job, sent) }
    : readStreamed(deps, job, streamed, sent, isSpent);
};

const readAll = async (deps: ImportDeps, job: Import, bytes: AsyncIterable<Uint8Array>): Promise<Parsed> => {
  const read = await readFile(deps, job, bytes, () => false);
  if (read.kind !== 'read') throw new Error('A file that nobody else reads was not read whole.');
  return read.parsed;
};

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

/**
 * Imports a CSV of at most 4 MB up to the review. Needs `imports.write`. Throws `TooLargeError`, and `ValidationError` naming
 * the line where the file can't be read at all; then nothing was opened.
 */
export const importCsv = async (
  deps: ImportDeps,
  caller: Caller,
  target: Target,
  bytes: Uint8Array,
): Promise<Import> => {
  if (bytes.length > MAX_CSV_BYTES)
    throw new TooLargeError(
      `A CSV in a request has at most ${MAX_CSV_BYTES} bytes. Send a larger one by signed upload: POST /v1/imports/uploads.`,
    );
  const job = await newImport(deps, caller, deps.ids.next('import'), target, 'request');
  const parsed = await readAll(deps, job, oneChunk(bytes));
  await deps.objects.put(`${folderOf(job.importId)}source.csv`, bytes, 'text/csv');
  const landed: Import = { ...job, ...parsed, state: 'review' };
  await addImport(deps, caller, landed);
  return landed;
};
