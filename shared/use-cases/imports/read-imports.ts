import * as z from 'zod';
import { type Receipt, type ReviewedRow, receiptSchema } from '../../contracts/api/imports.ts';
import type { Import, RowVerdict } from '../../domain/import.ts';
import { NotFoundError } from '../../errors.ts';
import { imports } from '../../records/imports.ts';
import type { Basics } from '../dependencies.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import { importOf } from './import-record.ts';
import { ROWS_PER_CHUNK, keptRows, storedChunk } from './stored-rows.ts';

/** Objects one page of the review may look through; with a filter, a page may hold less than its limit. */
const CHUNKS_PER_PAGE = 20;

/** What of a list to read; `after` is a `next` of the same list. */
interface PageOf {
  readonly limit: number;
  readonly after: string | null;
}

type Verdict = RowVerdict['verdict'];

const positionSchema = z.coerce.number().int().min(0);

/** The import of this id. Needs `imports.write`. Throws `NotFoundError`. */
export const getImport = (deps: Pick<Basics, 'store'>, importId: string): Promise<Import> =>
  importOf(deps, importId);

/** Imports, newest first. Needs `imports.write`. */
export const listImports = async (
  { store }: Pick<Basics, 'store'>,
  page: PageOf,
): Promise<{ items: readonly Import[]; next: string | null }> => {
  const { records, next } = await store.page(imports, {}, { ...page, descending: true });
  return { items: records, next };
};

/**
 * The rows of an import with their verdicts, in the order of the file, all or those of one verdict; of events only rejected ones are kept. Empty before the content was
 * parsed. A page may hold fewer than its limit and still have a next one. Needs `imports.write`. Throws `NotFoundError`.
 */
export const listImportRows = async (
  deps: Pick<ImportDeps, 'store' | 'objects'>,
  { importId, verdict: wanted }: { readonly importId: string; readonly verdict?: Verdict | undefined },
  { limit, after }: PageOf,
): Promise<{ items: readonly ReviewedRow[]; next: string | null }> => {
  const job = await importOf(deps, importId);
  const total = keptRows(job);
  const items: ReviewedRow[] = [];
  let position = after === null ? 0 : positionSchema.parse(after);
  for (let looked = 0; looked < CHUNKS_PER_PAGE && position < total; looked += 1) {
    const stored = await storedChunk(deps.objects, importId, Math.floor(position / ROWS_PER_CHUNK));
    if (stored === undefined) throw new NotFoundError('The rows of this import are no longer kept.');
    for (const { line, verdict, reason, warning, email } of stored.slice(position % ROWS_PER_CHUNK)) {
      position += 1;
      if (wanted === undefined || verdict === wanted) items.push({ line, verdict, reason, warning, email });
      if (items.length === limit) return { items, next: position < total ? String(position) : null };
    }
  }
  return { items, next: position < total ? String(position) : null };
};

/** The receipt of an import that ended. Needs `imports.write`. Throws `NotFoundError` where there is none (any more). */
export const getReceipt = async (
  deps: Pick<ImportDeps, 'store' | 'objects'>,
  importId: string,
): Promise<Receipt> => {
  const { receiptKey } = await importOf(deps, importId);
  const bytes = receiptKey === null ? undefined : await deps.objects.get(receiptKey);
  if (bytes === undefined) throw new NotFoundError(`There is no receipt of import ${importId}.`);
  return receiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};
