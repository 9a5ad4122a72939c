import { CSV_CONTENT_TYPE } from '../../contracts/api/imports.ts';
import type { Import } from '../../domain/import.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { ValidationError } from '../../errors.ts';
import { imports } from '../../records/imports.ts';
import type { Caller } from '../dependencies.ts';
import { readFile } from './import-csv.ts';
import type { ImportDeps } from './kinds/import-kind.ts';
import { limitedBytes } from './limited-bytes.ts';
import { type Target, addImport, changeImport, newImport } from './import-record.ts';
import { refuseImport } from './refuse-import.ts';
import { untilDone } from '../until-done.ts';

/** How long a signed address takes the file. */
const UPLOAD_SECONDS = 900;

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

/** `ignored`: no import waits for this object (any more). */
export interface ReadUpload {
  readonly kind: 'read' | 'refused' | 'ignored';
}

const BY_IMPORT: Caller = { actor: { kind: 'system', name: 'import' } };

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
      // A function that runs out of time is called again, and goes on where it was.
      const read = await readFile(deps, job, limitedBytes(bytes, job.kind), () => false);
      if (read.kind !== 'read') return 'conflict';
      const result = await changeImport(deps, BY_IMPORT, 'import.landed', job, {
        ...read.parsed,
        state: 'review',
      });
      return result.kind === 'done' ? { kind: 'read' } : 'conflict';
    } catch (fault) {
      if (!(fault instanceof ValidationError)) throw fault;
      const refused = await refuseImport(deps, BY_IMPORT, job, fault.message);
      return refused === 'conflict' ? refused : { kind: 'refused' };
    }
  });
};
