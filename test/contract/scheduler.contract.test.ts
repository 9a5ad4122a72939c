import {
  CreateScheduleGroupCommand,
  type GetScheduleCommandOutput,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryScheduler } from '../../shared/adapters/memory/memory-scheduler.ts';
import { EventBridgeScheduler } from '../../shared/adapters/scheduler/eventbridge-scheduler.ts';
import type { Scheduler } from '../../shared/ports/machines.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

const GROUP = 'contract-test';
const RUN = 'run_00000000-0000-7000-8000-000000000001';
const WORKFLOW = 'wfl_00000000-0000-7000-8000-000000000002';
const CONNECTION = 'con_00000000-0000-7000-8000-000000000003';

/** What stands under a name, as one line; undefined where nothing does. */
interface Opened {
  readonly scheduler: Scheduler;
  readonly workflow: () => Promise<string | undefined>;
  readonly sync: () => Promise<string | undefined>;
  readonly wait: () => Promise<string | undefined>;
}

const inMemory = async (): Promise<Opened> => {
  await Promise.resolve();
  const scheduler = new MemoryScheduler();
  const line = async (name: string): Promise<string | undefined> => {
    await Promise.resolve();
    const found = scheduler.standing.get(name);
    if (found === undefined) return undefined;
    if ('at' in found) return `at(${found.at.slice(0, 19)}) UTC on`;
    return `${found.expression} ${found.timeZone} ${found.enabled ? 'on' : 'off'}`;
  };
  return {
    scheduler,
    workflow: () => line(`workflow#${WORKFLOW}`),
    sync: () => line(`sync#${CONNECTION}`),
    wait: () => line(`wait#${RUN}#parked`),
  };
};

const onAws = async (): Promise<Opened> => {
  const client = new SchedulerClient(emulatorClient());
  await client.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const line = async (name: string, target: string, input: object): Promise<string | undefined> => {
    let found: GetScheduleCommandOutput;
    try {
      found = await client.send(new GetScheduleCommand({ Name: name, GroupName: GROUP }));
    } catch (error) {
      expect(error).toMatchObject({ name: 'ResourceNotFoundException' });
      return undefined;
    }
    expect(found.Target).toMatchObject({ Arn: functionArn(target), Input: JSON.stringify(input) });
    const once = found.ScheduleExpression?.startsWith('at(') === true;
    expect(found.ActionAfterCompletion === 'DELETE').toBe(once);
    return `${found.ScheduleExpression ?? ''} ${found.ScheduleExpressionTimezone ?? ''} ${found.State === 'ENABLED' ? 'on' : 'off'}`;
  };
  return {
    scheduler: new EventBridgeScheduler({
      group: GROUP,
      roleArn: 'arn:aws:iam::000000000000:role/schedules',
      startRunFunctionArn: functionArn('start-run'),
      startSyncFunctionArn: functionArn('start-sync'),
      endWaitFunctionArn: functionArn('end-wait'),
      client: emulatorClient(),
    }),
    workflow: () => line(`workflow-${WORKFLOW}`, 'start-run', { workflowId: WORKFLOW }),
    sync: () => line(`sync-${CONNECTION}`, 'start-sync', { connectionId: CONNECTION }),
    wait: () => line(`wait-parked-${RUN}`, 'end-wait', { runId: RUN, phase: 'parked' }),
  };
};

describe.each([
  { name: 'memory', open: inMemory },
  { name: 'EventBridge Scheduler', open: onAws },
])('Scheduler on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });

  it('puts, replaces and removes the schedule of a workflow', async () => {
    const { scheduler, workflow } = opened;
    await scheduler.removeWorkflowSchedule(WORKFLOW);
    await scheduler.putWorkflowSchedule(WORKFLOW, 'cron(0 9 ? * MON *)', 'Europe/Berlin', true);
    expect(await workflow()).toBe('cron(0 9 ? * MON *) Europe/Berlin on');
    await scheduler.putWorkflowSchedule(WORKFLOW, 'rate(2 days)', 'UTC', false);
    expect(await workflow()).toBe('rate(2 days) UTC off');
    await scheduler.removeWorkflowSchedule(WORKFLOW);
    expect(await workflow()).toBeUndefined();
  });

  it('puts, pauses and removes the schedule of a sync', async () => {
    const { scheduler, sync } = opened;
    await scheduler.putSyncSchedule(CONNECTION, 'rate(1 day)', 'UTC', true);
    await scheduler.putSyncSchedule(CONNECTION, 'rate(1 day)', 'UTC', false);
    expect(await sync()).toBe('rate(1 day) UTC off');
    await scheduler.removeSyncSchedule(CONNECTION);
    await scheduler.removeSyncSchedule(CONNECTION);
    expect(await sync()).toBeUndefined();
  });

  it('puts the end of a wait once per run and phase, and moves it', async () => {
    const { scheduler, wait } = opened;
    await scheduler.putWaitEnd(RUN, 'answers', '2099-01-01T00:00:00.000Z');
    expect(await wait()).toBeUndefined();
    await scheduler.putWaitEnd(RUN, 'parked', '2099-01-02T00:00:00.000Z');
    await scheduler.putWaitEnd(RUN, 'parked', '2099-01-03T10:20:30.000Z');
    expect(await wait()).toBe('at(2099-01-03T10:20:30) UTC on');
    await scheduler.removeWaitEnd(RUN, 'parked');
    await scheduler.removeWaitEnd(RUN, 'parked');
    expect(await wait()).toBeUndefined();
    await scheduler.removeWaitEnd(RUN, 'answers');
  });
});
