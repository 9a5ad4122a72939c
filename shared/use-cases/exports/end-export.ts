import type { Export } from '../../domain/export.ts';
import { soleApplication } from '../../domain/rights.ts';
import type { MultipartStore } from '../../ports/multipart-store.ts';
import { put } from '../../records/change.ts';
import { exportProgress, fileExports } from '../../records/exports.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { fileKey } from './export-keys.ts';

const BY_EXPORT: Caller = { actor: { kind: 'system', name: 'export' } };

export interface EndDeps extends Pick<Basics, 'store' | 'clock' | 'ids'> {
  readonly uploads: MultipartStore;
}

type End = Pick<Export, 'rows' | 'bytes' | 'failure'> & { readonly state: 'done' | 'failed' };

const endExport = async (deps: EndDeps, job: Export, end: End): Promise<void> => {
  const ended: Export = { ...job, ...end, endedAt: deps.clock.now(), version: job.version + 1 };
  const event = auditEvent(deps, BY_EXPORT, 'export.ended', {
    applicationId: soleApplication(job.reach),
    runId: job.content.kind === 'run-items' ? job.content.runId : null,
    subjectId: job.exportId,
    before: { state: job.state },
    after: { ...end },
  });
  // A conflict means that another worker ended it in the same moment.
  await deps.store.commit([put(fileExports, ended, { version: job.version })], event);
};

/** Throws away what a failed export has written. Safe to repeat. */
export const discardParts = async (
  { store, uploads }: Pick<EndDeps, 'store' | 'uploads'>,
  exportId: string,
): Promise<void> => {
  const progress = await store.get(exportProgress, { exportId });
  if (typeof progress?.uploadId === 'string') await uploads.abort(fileKey(exportId), progress.uploadId);
};

/** Ends an export as failed, for a reason with a stable code. */
export const failExport = async (deps: EndDeps, job: Export, failure: string): Promise<'failed'> => {
  await endExport(deps, job, { state: 'failed', rows: null, bytes: null, failure });
  await discardParts(deps, job.exportId);
  return 'failed';
};

/** Ends an export whose file is there. */
export const finishExport = async (
  deps: EndDeps,
  job: Export,
  { rows, bytes }: { readonly rows: number; readonly bytes: number },
): Promise<'done'> => {
  await endExport(deps, job, { state: 'done', rows, bytes, failure: null });
  return 'done';
};
