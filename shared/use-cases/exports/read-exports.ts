import {
  ADDRESS_LIFETIME_SECONDS,
  EXPORT_PERMISSIONS,
  type Export,
  exportFileName,
  exportState,
} from '../../domain/export.ts';
import { type Rights, covers, may } from '../../domain/rights.ts';
import { type Instant, msBetween, plusMs } from '../../domain/time.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { put } from '../../records/change.ts';
import { type ExportProgress, exportProgress, fileExports } from '../../records/exports.ts';
import type { Basics } from '../dependencies.ts';
import { fileKey } from './export-keys.ts';

/** An export nobody worked on for so long is handed to a worker again: its message may never have been sent. */
const STALLED_MS = 300_000;

export interface LookDeps extends Pick<Basics, 'store' | 'clock'> {
  readonly objects: Pick<ObjectStore, 'signedDownload'>;
  readonly exportQueue: ExportQueue;
}

/** Who looks, with the rights of this moment. */
export interface Viewer {
  readonly ownerId: string;
  readonly rights: Rights;
}

/** An export as it stands now; while it is written, `rows` and `bytes` are those written so far. */
export interface ExportView extends Omit<Export, 'state' | 'ownerId' | 'restriction' | 'reach' | 'version'> {
  readonly state: Export['state'] | 'expired';
}

/** An address of the file, and until when it is good. */
export interface Download {
  readonly url: string;
  readonly expiresAt: Instant;
}

const viewOf = (job: Export, progress: ExportProgress | undefined, now: Instant): ExportView => {
  const { exportId, content, format, failure, createdAt, endedAt, expiresAt } = job;
  const state = exportState(job, now);
  const { rows, bytes } = state === 'running' && progress !== undefined ? progress : job;
  return { exportId, content, format, state, rows, bytes, failure, createdAt, endedAt, expiresAt };
};

const addressOf = async (
  { objects, clock }: LookDeps,
  { exportId, content, format, expiresAt }: ExportView,
): Promise<Download> => {
  const now = clock.now();
  const left = Math.ceil(msBetween(now, expiresAt) / 1000);
  const seconds = Math.min(ADDRESS_LIFETIME_SECONDS, left);
  const url = await objects.signedDownload(fileKey(exportId), seconds, exportFileName(content.kind, format));
  return { url, expiresAt: plusMs(now, seconds * 1000) };
};

const nudge = async (deps: LookDeps, job: Export, progress: ExportProgress): Promise<void> => {
  const now = deps.clock.now();
  if (msBetween(progress.workedAt, now) < STALLED_MS) return;
  const touched = { ...progress, workedAt: now, version: progress.version + 1 };
  const result = await deps.store.write([put(exportProgress, touched, { version: progress.version })]);
  if (result.kind === 'done') await deps.exportQueue.send({ ownerId: job.ownerId, exportId: job.exportId });
};

const mayStillSee = ({ rights }: Viewer, { content, reach }: Export): boolean =>
  may(rights, EXPORT_PERMISSIONS[content.kind]) && covers(rights.restriction, reach);

/**
 * One of the viewer's own exports; when it is done with an address that is made now and good for 15 minutes. Throws `NotFoundError` for
 * somebody else's as for one that is not there, `ForbiddenError` and `ConflictError` (`out-of-reach`) where the viewer's rights of this
 * moment no longer cover what is in it.
 */
export const getExport = async (
  deps: LookDeps,
  viewer: Viewer,
  exportId: string,
): Promise<ExportView & { readonly download: Download | null }> => {
  const job = await deps.store.get(fileExports, { ownerId: viewer.ownerId, exportId });
  if (job === undefined) throw new NotFoundError(`There is no export ${exportId}.`);
  const permission = EXPORT_PERMISSIONS[job.content.kind];
  if (!may(viewer.rights, permission))
    throw new ForbiddenError(`You do not hold the right ${permission}.`, 'permission');
  if (!covers(viewer.rights.restriction, job.reach))
    throw new ConflictError(
      'out-of-reach',
      'Your role no longer reaches every application this export was made of. Ask for it again.',
    );
  const progress = await deps.store.get(exportProgress, { exportId });
  const view = viewOf(job, progress, deps.clock.now());
  if (view.state === 'running' && progress !== undefined) await nudge(deps, job, progress);
  return { ...view, download: view.state === 'done' ? await addressOf(deps, view) : null };
};

/** A page of the viewer's own exports, newest first; those that the rights of this moment do not cover are left out. */
export const listExports = async (
  { store, clock }: Pick<LookDeps, 'store' | 'clock'>,
  viewer: Viewer,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: ExportView[]; readonly next: string | null }> => {
  const { records, next } = await store.page(
    fileExports,
    { ownerId: viewer.ownerId },
    { ...page, descending: true },
  );
  const seen = records.filter((job) => mayStillSee(viewer, job));
  const progress = await store.getMany(
    exportProgress,
    seen.map(({ exportId }) => ({ exportId })),
  );
  return { items: seen.map((job, index) => viewOf(job, progress[index], clock.now())), next };
};
