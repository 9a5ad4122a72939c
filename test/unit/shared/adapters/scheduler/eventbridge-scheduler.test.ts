import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventBridgeScheduler } from '../../../../../shared/adapters/scheduler/eventbridge-scheduler.ts';

const RUN = 'run_00000000-0000-7000-8000-000000000001';
const places = { group: 'seatkeeper-test', roleArn: 'arn:role', client: { region: 'us-east-1' } };
const named = (name: string) => Object.assign(new Error(name), { name });

describe('EventBridgeScheduler', () => {
  const client = mockClient(SchedulerClient);
  const scheduler = () => new EventBridgeScheduler({ ...places, endWaitFunctionArn: 'arn:end-wait' });
  beforeEach(() => {
    client.reset();
  });

  it('ends a wait once, never before its moment, and deletes the schedule after it fired', async () => {
    client.on(CreateScheduleCommand).resolves({});
    await scheduler().putWaitEnd(RUN, 'reconnect', '2026-03-02T23:59:59.001Z');
    const input = client.commandCalls(CreateScheduleCommand)[0]?.args[0].input;
    expect(input).toEqual({
      Name: `wait-reconnect-${RUN}`,
      GroupName: 'seatkeeper-test',
      ScheduleExpression: 'at(2026-03-03T00:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      ActionAfterCompletion: 'DELETE',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:end-wait',
        RoleArn: 'arn:role',
        Input: JSON.stringify({ runId: RUN, phase: 'reconnect' }),
      },
    });
    expect(input?.Name?.length).toBeLessThanOrEqual(64);
  });

  it('replaces one that is there', async () => {
    client.on(CreateScheduleCommand).rejects(named('ConflictException'));
    client.on(UpdateScheduleCommand).resolves({});
    await scheduler().putWaitEnd(RUN, 'answers', '2026-03-02T12:00:00.000Z');
    expect(client.commandCalls(UpdateScheduleCommand)[0]?.args[0].input).toEqual(
      client.commandCalls(CreateScheduleCommand)[0]?.args[0].input,
    );
  });

  it('makes it again where it fired between being met and being replaced', async () => {
    client.on(CreateScheduleCommand).rejectsOnce(named('ConflictException')).resolves({});
    client.on(UpdateScheduleCommand).rejects(named('ResourceNotFoundException'));
    await scheduler().putWaitEnd(RUN, 'answers', '2026-03-02T12:00:00.000Z');
    expect(client.commandCalls(CreateScheduleCommand)).toHaveLength(2);
  });

  it('throws every other fault', async () => {
    const put = () => scheduler().putWaitEnd(RUN, 'answers', '2026-03-02T12:00:00.000Z');
    client.on(CreateScheduleCommand).rejects(named('ThrottlingException'));
    await expect(put()).rejects.toThrow('ThrottlingException');
    client.on(CreateScheduleCommand).rejects(named('ConflictException'));
    client.on(UpdateScheduleCommand).rejects(named('ValidationException'));
    await expect(put()).rejects.toThrow('ValidationException');
    client.on(DeleteScheduleCommand).rejects(named('AccessDeniedException'));
    await expect(scheduler().removeWaitEnd(RUN, 'answers')).rejects.toThrow('AccessDeniedException');
  });

  it('refuses to call what this function was not granted', async () => {
    const put = scheduler().putWorkflowSchedule('wfl_000001', 'rate(1 day)', 'UTC', true);
    await expect(put).rejects.toThrow('no target');
  });
});
