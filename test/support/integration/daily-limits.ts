import { put } from '../../../shared/records/change.ts';
import { stepPauses } from '../../../shared/records/runs.ts';
import { rateBuckets } from '../../../shared/records/technical.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../../shared/adapters/system/uuid-ids.ts';
import { SYSTEM_RUN, loadRun, updateRun } from '../../../shared/use-cases/runs/run-progress.ts';
import { invoke, storedRecords } from './aws.ts';

const clock = new SystemClock();
const deps = () => ({ store: storedRecords(), clock, ids: new UuidIds() });

/**
 * So much more than the minute that makes it a wait of the run that a slow machine comes to decide that in time; a daily limit of Zoom
 * names hours.
 */
export const LIMITED_SECONDS = 120;

/** What the vendor answers once the limit of the day is reached. */
export const dailyLimit = (seconds: number, retryAfter: 'iso-date' | 'http-date') =>
  ({ kind: 'rate-limit', limit: 'daily', headers: 'all', retryAfter, seconds }) as const;

const unblock = async (name: string): Promise<void> => {
  const store = storedRecords();
  const bucket = await store.get(rateBuckets, { name });
  if (bucket === undefined) return;
  await store.writeMany([
    put(rateBuckets, { ...bucket, blockedUntilMs: 0, version: bucket.version + 1 }, 'any'),
  ]);
};

/** Makes the workers forget what the vendor said of its limits, as if its day were over. */
export const forgetLimits = async (connectionId: string): Promise<void> => {
  for (const label of ['light', 'medium', 'heavy']) await unblock(`${connectionId}#${label}`);
};

/** The pause that the mail service asked for is over. */
export const forgetMailPause = (): Promise<void> => unblock('mail');

/** Lets a run go on that waits for a limit which was forgotten: the moment it waits for is now, and its schedule fires. */
export const endRateWait = async (runId: string): Promise<void> => {
  const store = storedRecords();
  const { records } = await store.page(stepPauses, { runId }, { limit: 500 });
  await store.writeMany(records.map((pause) => put(stepPauses, { ...pause, notBefore: clock.now() }, 'any')));
  for (;;) {
    const run = await loadRun(deps(), runId);
    if (run.wait?.phase !== 'rate') throw new Error(`Run ${runId} waits for no rate.`);
    const wait = { ...run.wait, until: clock.now() };
    const written = await updateRun(deps(), SYSTEM_RUN, run, { wait }, 'run.waiting');
    if (written.kind === 'done') break;
  }
  await invoke('EndWait', { runId, phase: 'rate' });
};
