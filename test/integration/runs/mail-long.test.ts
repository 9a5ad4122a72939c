import { beforeAll, describe, expect, it } from 'vitest';
import { RecordPermits } from '../../../shared/adapters/leases/record-permits.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../../shared/adapters/system/uuid-ids.ts';
import { plusMs } from '../../../shared/domain/time.ts';
import { SYSTEM_RUN, loadRun, updateRun } from '../../../shared/use-cases/runs/run-progress.ts';
import { until } from '../../support/integration/api.ts';
import { storedRecords } from '../../support/integration/aws.ts';
import { UNUSED_MEMBERS, addressOf } from '../../support/integration/company.ts';
import { visitedStates } from '../../support/integration/executions.ts';
import { mailsTo } from '../../support/integration/mails.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  readRun,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';

const TENANT = 'mail-long';
const clock = new SystemClock();

/** Nobody gets a permit for a mail for so long: what a worker writes down whom the mail service told to wait. */
const block = (seconds: number): Promise<void> =>
  new RecordPermits(storedRecords(), clock).block('mail', plusMs(clock.now(), seconds * 1_000));

/** Short enough that a plan with half a minute for its notices starts, long enough that none goes out before it is looked at again. */
const SHORT_SECONDS = 12;
/** With what a child still waits of the short pause, more than the minute that makes it a wait of the run. */
const LONG_SECONDS = 85;

/** Lets the notices of a run take ten minutes more, as the guard does on a stage whose settings allow for it. */
const allowMore = async (runId: string): Promise<void> => {
  const deps = { store: storedRecords(), clock, ids: new UuidIds() };
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.answerBy === null) throw new Error('Nobody is to be told yet.');
    const answerBy = plusMs(run.answerBy, 600_000);
    const written = await updateRun(deps, SYSTEM_RUN, run, { answerBy }, 'plan.passed');
    if (written.kind === 'done') return;
  }
};

describe('notices while the mail service wants a pause of more than a minute', () => {
  let waiting: RunView;
  let mailsBefore: number;
  let told: RunView;
  let states: string[];

  const mails = async (): Promise<number> =>
    (await Promise.all(UNUSED_MEMBERS.map((who) => mailsTo(addressOf(TENANT, who))))).flat().length;

  beforeAll(async () => {
    const world = await connect(TENANT);
    const runId = await startRun(await actingWorkflow(world, { noticePeriod: 'PT1H' }));
    await until(
      'the notices',
      120,
      async () => {
        await block(SHORT_SECONDS);
        return readRun(runId);
      },
      ({ stage, status }) => stage === 'notify' || status !== 'open',
    );
    await allowMore(runId);
    await block(LONG_SECONDS);
    waiting = await untilWaiting(runId, 'rate');
    mailsBefore = await mails();
    told = await untilWaiting(runId, 'answers');
    await cancelRun(runId);
    await untilEnded(runId);
    states = await visitedStates(runId);
  }, 600_000);

  it('are a wait of the run, which says until when', () => {
    expect(waiting).toMatchObject({
      ...{ status: 'open', stage: 'notify', wait: { phase: 'rate', decision: null } },
    });
    expect(states).toContain('Wait long for the rate of the notices');
    expect(mailsBefore).toBe(0);
  });

  it('go out once it is over, to everybody once', async () => {
    const after = states.slice(states.lastIndexOf('Decide after the long wait of the notices'));
    expect(after).toEqual(expect.arrayContaining(['Send the notices', 'Wait for the answers']));
    expect(told).toMatchObject({ status: 'open', stage: 'wait', wait: { phase: 'answers' } });
    for (const who of UNUSED_MEMBERS) expect(await mailsTo(addressOf(TENANT, who))).toHaveLength(1);
  });
});
