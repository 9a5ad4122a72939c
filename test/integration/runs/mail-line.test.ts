import { beforeAll, describe, expect, it } from 'vitest';
import { NodeSecrets } from '../../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../../shared/adapters/system/uuid-ids.ts';
import { plusMs } from '../../../shared/domain/time.ts';
import { planItems, runs } from '../../../shared/records/runs.ts';
import { amendItem } from '../../../shared/use-cases/runs/run-items.ts';
import { storedRecords } from '../../support/integration/aws.ts';
import { addressOf } from '../../support/integration/company.ts';
import { visitedStates } from '../../support/integration/executions.ts';
import { allowMoreNoticeTime, untilPausedNotices } from '../../support/integration/mail-pauses.ts';
import { mailsTo } from '../../support/integration/mails.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  itemsOf,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';

const at = (who: string): string => addressOf('mail-line', who);

describe('notices while the mail service wants a pause and a worker dies', () => {
  let ended: RunView;

  beforeAll(async () => {
    const store = storedRecords();
    const world = await connect('mail-line');
    const workflowId = await actingWorkflow(world);
    const runId = await startRun(workflowId);
    await untilPausedNotices(runId);
    // A slow machine may take longer than the minute that notices have where tests share a stack.
    await allowMoreNoticeTime(runId);
    // What a worker leaves that dies between its intent and the mail.
    const { accountId } = (await itemsOf(runId)).get(at('unused')) ?? { accountId: '' };
    const [run, item] = await Promise.all([
      store.get(runs, { runId }),
      store.get(planItems, { runId, accountId }),
    ]);
    if (run === undefined || item === undefined || run.answerBy === null)
      throw new Error('The plan is not as it should be.');
    const deps = { store, clock: new SystemClock(), ids: new UuidIds(), secrets: new NodeSecrets() };
    // By a clock that is ahead, so that its lease outlasts what the other notices take on a busy machine.
    const intentAt = plusMs(deps.clock.now(), 15_000);
    const notice = { noticeId: deps.ids.next('notice'), intentAt, acceptedAt: null, answerBy: run.answerBy };
    await amendItem(deps, run, item, 'item.notice-intended', { notice });
    await untilWaiting(runId, 'answers');
    await cancelRun(runId);
    ended = await untilEnded(runId);
  });

  it('wait for the mail service, and for the lease of the dead worker', async () => {
    const states = await visitedStates(ended.runId);
    expect(states).toContain('Notify a shard: wait for the rate');
    expect(states).toContain('Wait for the rate of the notices');
  });

  it('never send a mail again whose outcome nobody knows: that item is held', async () => {
    expect((await itemsOf(ended.runId)).get(at('unused'))).toMatchObject({
      state: 'held',
      reason: 'notice-outcome-unknown',
    });
    expect(await mailsTo(at('unused'))).toEqual([]);
  });

  it('go out to everybody else once', async () => {
    for (const who of ['keeper', 'returner', 'exempt']) expect(await mailsTo(at(who))).toHaveLength(1);
  });
});
