import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setKillSwitchOperation } from '../../../shared/contracts/api/policy.ts';
import { runOnce } from '../../../shared/contracts/api/runs.ts';
import { ask, refusal } from '../../support/integration/api.ts';
import { visitedStates } from '../../support/integration/executions.ts';
import {
  type RunView,
  actingWorkflow,
  endWait,
  standing,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { sentChanges } from '../../support/integration/vendor.ts';
import { connect } from '../../support/integration/world.ts';

const set = (on: boolean) => ask(setKillSwitchOperation, { body: { on, reason: on ? 'A test' : '' } });

describe('the kill switch', () => {
  let ended: RunView;
  let refused: Awaited<ReturnType<typeof refusal>>;

  beforeAll(async () => {
    const world = await connect('kill-switch');
    const workflowId = await actingWorkflow(world);
    const runId = await startRun(workflowId);
    await untilWaiting(runId, 'answers');
    await set(true);
    await endWait(runId);
    ended = await untilEnded(runId);
    refused = await refusal(runOnce, { params: { workflowId } });
  });
  afterAll(() => set(false));

  it('holds everything that was about to be done', async () => {
    expect(await standing(ended.runId)).toEqual({
      unused: 'held',
      keeper: 'held',
      returner: 'held',
      exempt: 'held',
    });
    expect(await sentChanges('kill-switch')).toEqual([]);
  });

  it('lets the run come to its end and be reported', async () => {
    expect(ended).toMatchObject({ status: 'completed', counts: { held: 4 } });
    expect(await visitedStates(ended.runId)).toContain('Finish the run');
  });

  it('lets no acting run start', () => {
    expect(refused).toMatchObject({ status: 409, code: 'kill-switch' });
  });
});
