import type { Export } from '../../domain/export.ts';
import { plusMs } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type ExportProgress, exportProgress } from '../../records/exports.ts';
import type { Basics } from '../dependencies.ts';

/** Longer than any worker can live (20 s), shorter than a message stays hidden while it is handled (120 s). */
const LEASE_MS = 30_000;

type Deps = Pick<Basics, 'store' | 'clock'>;

/** The progress of an export nobody has begun. */
export const newProgress = ({ exportId, createdAt, expiresAt }: Export): ExportProgress => ({
  exportId,
  phase: 'rows',
  after: null,
  uploadId: null,
  parts: [],
  nextPart: 1,
  tailKey: null,
  rows: 0,
  bytes: 0,
  leaseUntil: null,
  tries: 0,
  workedAt: createdAt,
  expiresAt,
  version: 1,
});

/** What was written, and what is saved with it. */
export type ProgressPatch = Partial<
  Pick<
    ExportProgress,
    'phase' | 'after' | 'uploadId' | 'parts' | 'tailKey' | 'rows' | 'bytes' | 'leaseUntil' | 'tries'
  >
>;

/**
 * Saves progress on the condition that nobody else did since it was read, and takes a part number nobody had before. Undefined
 * where somebody did: then they go on, and whoever gets this has nothing more to do.
 */
export const saveProgress = async (
  { store, clock }: Deps,
  progress: ExportProgress,
  patch: ProgressPatch,
): Promise<ExportProgress | undefined> => {
  const { version, nextPart } = progress;
  const next = {
    ...progress,
    ...patch,
    nextPart: nextPart + 1,
    workedAt: clock.now(),
    version: version + 1,
  };
  const { kind } = await store.write([put(exportProgress, next, { version })]);
  return kind === 'done' ? next : undefined;
};

/**
 * Takes an export up for one worker alone. Undefined where another one has it now: its own message brings it back, should it die.
 */
export const takeUp = async (deps: Deps, exportId: string): Promise<ExportProgress | undefined> => {
  const stored = await deps.store.get(exportProgress, { exportId });
  const now = deps.clock.now();
  if (stored === undefined || (stored.leaseUntil !== null && stored.leaseUntil > now)) return undefined;
  return saveProgress(deps, stored, { leaseUntil: plusMs(now, LEASE_MS), tries: stored.tries + 1 });
};
