import { beforeAll, describe, expect, it } from 'vitest';
import { UNUSED_MEMBERS, addressOf } from '../../support/integration/company.ts';
import { endRateWait, forgetMailPause } from '../../support/integration/daily-limits.ts';
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
/** Far more than the minute that makes it a wait of the run, and less than notices may take: the test ends it. */
const LONG_SECONDS = 300;

describe('notices while the mail service wants a pause of more than a minute', () => {
  let waiting: RunView;
  let mailsBefore: number;
  let told: RunView;
  let states: string[];

  const mails = async (): Promise<number> =>
    (await Promise.all(UNUSED_MEMBERS.map((who) => mailsTo(addressOf(TENANT, who))))).flat().length;

  beforeAll(async () => {
    const world = await connect(TENANT);
    const runId = await startRun(await actingWorkflow(world));
    await untilPausedNotices(runId);
    await allowMoreNoticeTime(runId);
    await pauseMails(LONG_SECONDS);
    waiting = await untilWaiting(runId, 'rate');
    mailsBefore = await mails();
    await forgetMailPause();
    await endRateWait(runId);
    told = await untilWaiting(runId, 'answers');
    await cancelRun(runId);
    await untilEnded(runId);
    states = await visitedStates(runId);
  });

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
