import { beforeAll, describe, expect, it } from 'vitest';
import { addressOf } from '../support/integration/company.ts';
import { dailyLimit, endRateWait, forgetLimits } from '../support/integration/daily-limits.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  endWait,
  startToldRun,
  untilEnded,
  untilWaiting,
} from '../support/integration/runs.ts';
import { orderFaults } from '../support/integration/vendor.ts';
import { connect } from '../support/integration/world.ts';

const TENANT = 'daily-reads';
const read = { method: 'GET', path: '/v2/users/*', email: addressOf(TENANT, 'unused') };

describe('a run that reads when the limit of the day is reached', () => {
  let rechecking: RunView;
  let verifying: RunView;
  let verified: RunView;

  beforeAll(async () => {
    const world = await connect(TENANT);
    await untilPulled(world);
    const workflowId = await actingWorkflow(world);
    const first = await startToldRun(workflowId);
    await orderFaults({ effect: dailyLimit(7_200, 'iso-date'), match: read });
    await endWait(first);
    rechecking = await untilWaiting(first, 'rate');
    await cancelRun(first);
    await untilEnded(first);

    await forgetLimits(world.connectionId);
    const second = await startToldRun(workflowId);
    // The re-check and the step that acts read the account first; the third read is that of the verification.
    await orderFaults({ effect: dailyLimit(7_200, 'iso-date'), match: read, nth: 3 });
    await endWait(second);
    verifying = await untilWaiting(second, 'rate');
    await forgetLimits(world.connectionId);
    await endRateWait(second);
    verified = await untilEnded(second);
  });

  it('waits the same way while it re-checks and while it reads back', () => {
    expect(rechecking).toMatchObject({ stage: 'recheck', wait: { phase: 'rate' } });
    expect(verifying).toMatchObject({ stage: 'verify', wait: { phase: 'rate' } });
    expect(verified).toMatchObject({ status: 'completed', counts: { verified: 4 } });
  });
});
