import { CSV_CONTENT_TYPE } from '../../contracts/api/imports.ts';
import type { Import } from '../../domain/import.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { ValidationError } from '../../errors.ts';
import { imports } from '../../records/imports.ts';
import type { Caller } from '../dependencies.ts';
import { sentCsv } from './import-csv.ts';
import type { ImportDeps } from './import-kind.ts';
import { type Target, addImport, changeImport, newImport } from './import-record.ts';
import { parseRows } from './parse-import.ts';
import { receiptOf, storeReceipt } from './receipt.ts';
import { untilDone } from '../until-done.ts';

/** How long a signed address takes the file. */
const UPLOAD_SECONDS = 900;

/** Bytes of an uploaded file: what one call reads within its time; 50,000 people are about 6 MB, with many custom fields 25 MB. */
const MAX_UPLOAD_BYTES = 50_000_000;

export interface Upload {
  readonly import: Import;
  readonly url: string;
  readonly contentType: string;
  readonly expiresAt: Instant;
}

const UPLOADS = 'uploads/';

/** Opens an import whose CSV is PUT to a signed address. Needs `imports.write`. */
export const requestUpload = async (deps: ImportDeps, caller: Caller, target: Target): Promise<Upload> => {
  const job = await newImport(deps, caller, deps.ids.next('import'), target, 'upload');
  const key = `${UPLOADS}${job.importId}`;
  const url = await deps.objects.signedUpload(key, CSV_CONTENT_TYPE, UPLOAD_SECONDS);
  await addImport(deps, caller, job);
  const expiresAt = plusMs(deps.clock.now(), UPLOAD_SECONDS * 1000);
  return { import: job, url, contentType: CSV_CONTENT_TYPE, expiresAt };
};

/** Refuses to go on reading beyond the limit: a signed address can't hold it down. */
async function* limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of bytes) {
    read += chunk.length;
    if (read > MAX_UPLOAD_BYTES)
      throw new ValidationError(`The file has more than ${MAX_UPLOAD_BYTES} bytes.`);
    yield chunk;
  }
}

/** `ignored`: no import waits for this object (any more). */
export interface ReadUpload {
  readonly kind: 'read' | 'refused' | 'ignored';
}

const BY_IMPORT: Caller = { actor: { kind: 'system', name: 'import' } };

const refuse = async (deps: ImportDeps, job: Import, reason: string): Promise<'conflict' | ReadUpload> => {
  const receiptKey = await storeReceipt(deps, receiptOf(deps, job, 'refused', reason));
  const patch = {
    state: 'refused',
    reason: reason.slice(0, 500),
    receiptKey,
    endedAt: deps.clock.now(),
  } as const;
  const result = await changeImport(deps, BY_IMPORT, 'import.refused', job, patch);
  return result.kind === 'done' ? { kind: 'refused' } : 'conflict';
};

/**
 * Reads an uploaded file into its import, up to the review; a file that can't be read refuses the import with a receipt. Safe to
 * repeat: an object is read while its import waits for one. Called for every object under `uploads/`, by the system.
 */
export const readUpload = async (deps: ImportDeps, key: string): Promise<ReadUpload> => {
  if (!key.startsWith(UPLOADS)) return { kind: 'ignored' };
  const importId = key.slice(UPLOADS.length);
  return untilDone(async () => {
    const job = await deps.store.get(imports, { importId });
    if (job?.source !== 'upload' || job.state !== 'open') return { kind: 'ignored' };
    const bytes = await deps.objects.read(key);
    if (bytes === undefined) return { kind: 'ignored' };
    try {
      const parsed = await parseRows(deps, job, sentCsv(deps, job.kind, limited(bytes)));
      const result = await changeImport(deps, BY_IMPORT, 'import.landed', job, {
        ...parsed,
        state: 'review',
      });
      return result.kind === 'done' ? { kind: 'read' } : 'conflict';
    } catch (fault) {
      if (!(fault instanceof ValidationError)) throw fault;
      return refuse(deps, job, fault.message);
    }
  });
};
