import type { ExportMessage } from '../../contracts/export-message.ts';
import type { Export } from '../../domain/export.ts';
import type { Restriction } from '../../domain/rights.ts';
import { SeatkeeperError } from '../../errors.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { type ExportProgress, fileExports } from '../../records/exports.ts';
import { startBudget } from '../runs/call-budget.ts';
import { type EndDeps, discardParts, failExport, finishExport } from './end-export.ts';
import { fileKey } from './export-keys.ts';
import { takeUp } from './export-progress.ts';
import { openSource } from './export-source.ts';
import { type PartDeps, writeParts } from './write-parts.ts';

/**
 * How long one call takes up new pages. The page at its end (up to 5,000 events read, 2 s), the part (8 MiB, 1 s) and the writes after
 * it keep a call below 15 s.
 */
const WORK_MS = 10_000;

/** Workers that may die over the same rows; with this one a message was handed out as often as its queue allows (5). */
const MOST_TRIES = 4;

/** Parts whose tags fit into one row of 400 kB; 8 MiB each, they are 40 GB. */
const MOST_PARTS = 5_000;
/** The highest number of a part (Amazon S3 user guide, "Multipart upload limits"). */
const HIGHEST_PART = 10_000;

export interface WriteDeps extends EndDeps, PartDeps {
  readonly exportQueue: ExportQueue;
  /** The tables as somebody has them who is restricted so. */
  readonly storeFor: (restriction: Restriction) => RecordStore;
}

/** `elsewhere`: another worker has it, or it has ended. `continues`: the next message goes on. */
export type Written = 'done' | 'failed' | 'continues' | 'elsewhere';

const troubleOf = ({ expiresAt }: Export, progress: ExportProgress, now: string): string | null => {
  if (progress.tries > MOST_TRIES) return 'faults';
  if (expiresAt <= now) return 'took-too-long';
  return progress.parts.length > MOST_PARTS || progress.nextPart > HIGHEST_PART ? 'too-large' : null;
};

const goOn = async (deps: WriteDeps, job: Export, taken: ExportProgress): Promise<Written> => {
  let progress: ExportProgress | undefined = taken;
  if (taken.phase === 'rows') {
    const budget = startBudget(deps.clock, WORK_MS);
    const store = deps.storeFor(job.restriction);
    const source = await openSource({ store }, job.content, job.restriction, job.format);
    progress = await writeParts(deps, job, taken, source, budget);
    if (progress === undefined) return 'elsewhere';
    if (progress.phase === 'rows') {
      await deps.exportQueue.send({ ownerId: job.ownerId, exportId: job.exportId });
      return 'continues';
    }
  }
  const { uploadId, parts } = progress;
  if (uploadId === null) return failExport(deps, job, 'upload-gone');
  const closed = await deps.uploads.complete(fileKey(job.exportId), uploadId, parts);
  return closed === 'gone' ? failExport(deps, job, 'upload-gone') : finishExport(deps, job, progress);
};

/**
 * Writes an export as far as one call gets, then sends the message for the next. Safe to repeat and to be killed at any point: what is
 * saved is saved on the condition that nobody else saved since, and only what is saved becomes part of the file. Called for each
 * message of the queue of exports, by the system.
 */
export const writeExport = async (deps: WriteDeps, message: ExportMessage): Promise<Written> => {
  const { exportId } = message;
  const job = await deps.store.get(fileExports, message);
  if (job === undefined) return 'elsewhere';
  if (job.state !== 'running') {
    if (job.state === 'failed') await discardParts(deps, exportId);
    return 'elsewhere';
  }
  const taken = await takeUp(deps, exportId);
  if (taken === undefined) return 'elsewhere';
  const trouble = troubleOf(job, taken, deps.clock.now());
  if (trouble !== null) return failExport(deps, job, trouble);
  try {
    return await goOn(deps, job, taken);
  } catch (fault) {
    // Our own faults do not pass by themselves; everything else may, and is tried again.
    if (!(fault instanceof SeatkeeperError)) throw fault;
    return failExport(deps, job, fault.code);
  }
};
