import { beforeAll, describe, expect, it } from 'vitest';
import { listWorkflowRuns } from '../../shared/contracts/api/runs.ts';
import {
  clearScheduleOperation,
  getWorkflow,
  pauseWorkflowOperation,
  setScheduleOperation,
} from '../../shared/contracts/api/workflows.ts';
import { listFigures } from '../../shared/contracts/api/instances.ts';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import { changeSyncOperation, getConnection } from '../../shared/contracts/api/connections.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';
import { invoke } from '../support/integration/aws.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import { startRun, suggestingWorkflow, untilEnded } from '../support/integration/runs.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

describe('what runs by itself', () => {
  let world: Prepared;
  beforeAll(async () => {
    world = await connect('schedule');
    await untilPulled(world);
  });

  it('starts a run of a workflow by the deployed schedule, and shows the next three dates', async () => {
    const { workflowId } = await suggestingWorkflow(world, { name: 'Every minute' });
    const scheduled = await ask(setScheduleOperation, {
      params: { workflowId },
      body: { kind: 'rate', value: 1, unit: 'minutes' },
    });
    expect(scheduled.nextDates).toHaveLength(3);
    const runs = await until(
      'the schedule to fire',
      PATIENCE_SECONDS,
      () => every(listWorkflowRuns, { workflowId }),
      (found) => found.length > 0,
    );
    const cleared = await ask(clearScheduleOperation, { params: { workflowId } });
    expect(cleared).toMatchObject({ schedule: null, nextDates: [] });
    expect(runs[0]?.startedBy).toBe('schedule');
    expect((await untilEnded(runs[0]?.runId ?? '')).status).toBe('listed');
  });

  it('skips a paused workflow, which can still be run by hand, and says why', async () => {
    const { workflowId } = await suggestingWorkflow(world, { name: 'Paused' });
    await ask(setScheduleOperation, {
      params: { workflowId },
      body: { kind: 'cron', expression: '0 9 ? * MON-FRI *', timeZone: 'Europe/Berlin' },
    });
    const paused = await ask(pauseWorkflowOperation, { params: { workflowId } });
    expect(paused).toMatchObject({ paused: true, nextDates: [] });
    await invoke('StartRun', { workflowId });
    expect(await every(listWorkflowRuns, { workflowId })).toEqual([]);
    const skipped = await every(listAuditEvents, {}, { action: 'workflow.schedule-skipped' });
    expect(skipped.find(({ subjectId }) => subjectId === workflowId)?.after).toEqual({ because: 'paused' });
    expect((await untilEnded(await startRun(workflowId))).status).toBe('listed');
    expect((await ask(getWorkflow, { params: { workflowId } })).paused).toBe(true);
  });

  it('takes no cron expression that never fires', async () => {
    const { workflowId } = await suggestingWorkflow(world, { name: 'Wrong' });
    const answer = await refusal(setScheduleOperation, {
      params: { workflowId },
      body: { kind: 'cron', expression: 'every monday at nine', timeZone: 'UTC' },
    });
    expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    expect(answer.violations[0]?.field).toBe('expression');
  });

  it('pulls a connection on its own days and keeps the figures of the day', async () => {
    const { connectionId, instanceId } = world;
    const before = await ask(getConnection, { params: { connectionId } });
    expect(before.nextSyncs).toHaveLength(3);
    const [figures] = await every(listFigures, { instanceId });
    expect(figures?.figures).toMatchObject({ accounts: 44, pending: 1, inactive: 1, licensed: 42 });
    const paused = await ask(changeSyncOperation, {
      params: { connectionId },
      body: { paused: true },
      ifMatch: before.version,
    });
    expect(paused.nextSyncs).toEqual([]);
  });
});
