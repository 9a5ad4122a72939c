import { EXPORT_MEDIA_TYPES, type Export } from '../../domain/export.ts';
import { CorruptDataError } from '../../errors.ts';
import type { CsvWriter } from '../../ports/csv-writer.ts';
import type { MultipartStore } from '../../ports/multipart-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { ExportProgress } from '../../records/exports.ts';
import type { Basics } from '../dependencies.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { fileKey, tailKey } from './export-keys.ts';
import { type ProgressPatch, saveProgress } from './export-progress.ts';
import type { ExportSource } from './export-source.ts';
import { headText, rowsText } from './export-text.ts';

const MIB = 1024 * 1024;
/** Every part but the last has at least this much (Amazon S3 user guide, "Multipart upload limits"). */
const LEAST_PART_BYTES = 5 * MIB;
/** A part is written once this much is read: with a page on top, what a worker holds in memory. */
const PART_BYTES = 8 * MIB;
/** Rows of a page, about 1 MB: many at once, since audit events are read from all shards of a day side by side. */
const PAGE_ROWS = 2_000;

export interface PartDeps extends Pick<Basics, 'store' | 'clock' | 'ids'> {
  readonly csvWriter: CsvWriter;
  readonly objects: Pick<ObjectStore, 'get' | 'put'>;
  readonly uploads: MultipartStore;
}

/** Bytes that were read and not written yet. */
class Piece {
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** All of it, which is then gone from here. */
  take(): Uint8Array {
    const whole = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [];
    this.#bytes = 0;
    return whole;
  }
}

/** The upload of an export, begun where there is none; undefined where another worker has the export. */
const withUpload = async (
  deps: PartDeps,
  { exportId, format }: Export,
  progress: ExportProgress,
): Promise<(ExportProgress & { readonly uploadId: string }) | undefined> => {
  const { uploadId } = progress;
  if (uploadId !== null) return { ...progress, uploadId };
  const begun = await deps.uploads.begin(fileKey(exportId), EXPORT_MEDIA_TYPES[format]);
  const saved = await saveProgress(deps, progress, { uploadId: begun });
  if (saved !== undefined) return { ...saved, uploadId: begun };
  await deps.uploads.abort(fileKey(exportId), begun);
  return undefined;
};

const savePart = async (
  deps: PartDeps,
  job: Export,
  progress: ExportProgress,
  body: Uint8Array,
  patch: ProgressPatch,
): Promise<ExportProgress | undefined> => {
  const open = await withUpload(deps, job, progress);
  if (open === undefined) return undefined;
  const number = open.nextPart;
  const tag = await deps.uploads.putPart(fileKey(job.exportId), open.uploadId, number, body);
  const parts = [...open.parts, { number, tag }];
  return saveProgress(deps, open, { ...patch, parts, tailKey: null, tries: 0 });
};

/** Writes down what is read when the time is over: as a part where it is large enough, else as an object for the next worker. */
const leave = async (
  deps: PartDeps,
  job: Export,
  progress: ExportProgress,
  body: Uint8Array,
  patch: ProgressPatch,
): Promise<ExportProgress | undefined> => {
  const free = { ...patch, leaseUntil: null };
  if (body.length >= LEAST_PART_BYTES) return savePart(deps, job, progress, body, free);
  if (body.length === 0) return saveProgress(deps, progress, { ...free, tailKey: null, tries: 0 });
  const key = tailKey(job.exportId, deps.ids.next('operation'));
  await deps.objects.put(key, body, 'application/octet-stream');
  return saveProgress(deps, progress, { ...free, tailKey: key, tries: 0 });
};

const readTail = async ({ objects }: PartDeps, key: string): Promise<Uint8Array> => {
  const tail = await objects.get(key);
  if (tail === undefined) throw new CorruptDataError('What an export had read is gone.');
  return tail;
};

/**
 * Reads pages and writes them as parts until all rows are written or the budget is spent; the progress as saved, or undefined where
 * another worker took the export over.
 */
export const writeParts = async (
  deps: PartDeps,
  job: Export,
  taken: ExportProgress,
  source: ExportSource,
  budget: CallBudget,
): Promise<ExportProgress | undefined> => {
  const encoder = new TextEncoder();
  const { csvWriter } = deps;
  const { format } = job;
  const piece = new Piece();
  let progress: ExportProgress | undefined = taken;
  let { after, rows, bytes } = taken;
  if (taken.tailKey !== null) piece.add(await readTail(deps, taken.tailKey));
  if (after === null) piece.add(encoder.encode(headText(csvWriter, format, source)));
  bytes += taken.tailKey === null ? piece.bytes : 0;
  for (;;) {
    const page = await source.page(after, PAGE_ROWS);
    const chunk = encoder.encode(rowsText(csvWriter, format, page.rows));
    piece.add(chunk);
    after = page.next;
    rows += page.rows.length;
    bytes += chunk.length;
    const read = { after, rows, bytes };
    if (after === null)
      return piece.bytes === 0 && progress.parts.length > 0
        ? saveProgress(deps, progress, { ...read, phase: 'close', tailKey: null, tries: 0 })
        : savePart(deps, job, progress, piece.take(), { ...read, phase: 'close' });
    if (budget.isSpent()) return leave(deps, job, progress, piece.take(), read);
    if (piece.bytes >= PART_BYTES) {
      progress = await savePart(deps, job, progress, piece.take(), read);
      if (progress === undefined) return undefined;
    }
  }
};
