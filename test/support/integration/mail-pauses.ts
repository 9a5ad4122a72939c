import { RecordPermits } from '../../../shared/adapters/leases/record-permits.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../../shared/adapters/system/uuid-ids.ts';
import { plusMs } from '../../../shared/domain/time.ts';
import { SYSTEM_RUN, loadRun, updateRun } from '../../../shared/use-cases/runs/run-progress.ts';
import { PATIENCE_SECONDS, until } from './api.ts';
import { storedRecords } from './aws.ts';
import { type RunView, readRun } from './runs.ts';

const clock = new SystemClock();

/** Nobody gets a permit for a mail for so long: what a worker writes down whom the mail service told to wait. */
export const pauseMails = (seconds: number): Promise<void> =>
  new RecordPermits(storedRecords(), clock).block('mail', plusMs(clock.now(), seconds * 1_000));

/**
 * Short enough that a plan with half a minute for its notices starts, long enough that none goes out before the run is looked at again.
 */
const SHORT_SECONDS = 12;

/** Waits until a run comes to its notices, none of which can go out for some seconds then. */
export const untilPausedNotices = (runId: string): Promise<RunView> =>
  until(
    'the notices',
    PATIENCE_SECONDS,
    async () => {
      await pauseMails(SHORT_SECONDS);
      return readRun(runId);
    },
    ({ stage, status }) => stage === 'notify' || status !== 'open',
  );

/** Lets the notices of a run take ten minutes more, as the guard does on a stage whose settings allow for it. */
export const allowMoreNoticeTime = async (runId: string): Promise<void> => {
  const deps = { store: storedRecords(), clock, ids: new UuidIds() };
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.answerBy === null) throw new Error('Nobody is to be told yet.');
    const answerBy = plusMs(run.answerBy, 600_000);
    const written = await updateRun(deps, SYSTEM_RUN, run, { answerBy }, 'plan.passed');
    if (written.kind === 'done') return;
  }
};
