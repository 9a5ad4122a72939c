import { beforeAll, describe, expect, it } from 'vitest';
import { UNUSED_MEMBERS, addressOf } from '../../support/integration/company.ts';
import { visitedStates } from '../../support/integration/executions.ts';
import {
  allowMoreNoticeTime,
  pauseMails,
  untilPausedNotices,
} from '../../support/integration/mail-pauses.ts';
import { mailsTo } from '../../support/integration/mails.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';

const TENANT = 'mail-long';
/** With what a child still waits of the short pause, more than the minute that makes it a wait of the run. */
const LONG_SECONDS = 85;

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
    await untilPausedNotices(runId);
    await allowMoreNoticeTime(runId);
    await pauseMails(LONG_SECONDS);
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
