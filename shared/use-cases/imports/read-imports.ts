import { type ReviewedRow, receiptSchema } from '../../contracts/api/imports.ts';
import type { Receipt } from '../../contracts/api/imports.ts';
import type { Import, RowVerdict } from '../../domain/import.ts';
import { NotFoundError, ValidationError } from '../../errors.ts';
import { imports } from '../../records/imports.ts';
import type { Basics } from '../dependencies.ts';
import type { ImportDeps } from './import-kind.ts';
import { importOf } from './import-record.ts';
import { ROWS_PER_CHUNK, storedChunk } from './stored-rows.ts';

/** Objects one page of the review may look through; with a filter, a page may hold less than its limit. */
const CHUNKS_PER_PAGE = 20;

/** The import of this id. Needs the kind's permission. Throws `NotFoundError`. */
export const getImport = (deps: Pick<Basics, 'store'>, importId: string): Promise<Import> =>
  importOf(deps, importId);

/** Imports, newest first. Needs `imports.write`. */
export const listImports = async (
  { store }: Pick<Basics, 'store'>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ imports: readonly Import[]; next: string | null }> => {
  const { records, next } = await store.page(imports, {}, { limit, after: cursor ?? null, descending: true });
  return { imports: records, next };
};

const positionOf = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor))
    throw new ValidationError('The cursor is none of ours.', [
      { field: 'cursor', rule: 'must be a `next` of an earlier page' },
    ]);
  return Number(cursor);
};

/**
 * The rows of an import with their verdicts, page by page in the order of the file, all or those of one verdict. Empty before the
 * content was parsed. Needs the kind's permission. Throws `NotFoundError`, `ValidationError` for a wrong cursor.
 */
export const listImportRows = async (
  deps: Pick<ImportDeps, 'store' | 'objects'>,
  importId: string,
  query: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly verdict?: RowVerdict['verdict'] | undefined;
  },
): Promise<{ rows: ReviewedRow[]; next: string | null }> => {
  const job = await importOf(deps, importId);
  const total = job.rows.accepted + job.rows.rejected + job.rows.unchanged;
  const rows: ReviewedRow[] = [];
  let position = positionOf(query.cursor);
  for (let looked = 0; looked < CHUNKS_PER_PAGE && position < total; looked += 1) {
    const chunk = Math.floor(position / ROWS_PER_CHUNK);
    const stored = await storedChunk(deps.objects, importId, chunk);
    if (stored === undefined) throw new NotFoundError('The rows of this import are no longer kept.');
    for (const { line, verdict, reason, warning, email } of stored.slice(position % ROWS_PER_CHUNK)) {
      position += 1;
      if (query.verdict === undefined || verdict === query.verdict)
        rows.push({ line, verdict, reason, warning, email });
      if (rows.length === query.limit) return { rows, next: position < total ? String(position) : null };
    }
  }
  return { rows, next: position < total ? String(position) : null };
};

/** The receipt of an import that ended. Needs the kind's permission. Throws `NotFoundError` where there is none (any more). */
export const getReceipt = async (
  deps: Pick<ImportDeps, 'store' | 'objects'>,
  importId: string,
): Promise<Receipt> => {
  const { receiptKey } = await importOf(deps, importId);
  const bytes = receiptKey === null ? undefined : await deps.objects.get(receiptKey);
  if (bytes === undefined) throw new NotFoundError(`There is no receipt of import ${importId}.`);
  return receiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};
