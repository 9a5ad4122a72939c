import {
  DescribeExecutionCommand,
  SFNClient,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { StepFunctionsMachines } from '../../../../../shared/adapters/step-functions/step-functions-machines.ts';
import { CONTRACT, waitOverSchema } from '../../../../../shared/contracts/workflow-steps.ts';

const RUN = 'run_00000000-0000-7000-8000-000000000001';
const CONNECTION = 'con_00000000-0000-7000-8000-000000000002';
const PULL = 'pul_00000000-0000-7000-8000-000000000003';
const runMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:workflow-run';
const syncMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:connection-sync';
const named = (name: string) => Object.assign(new Error(name), { name });

describe('StepFunctionsMachines', () => {
  const client = mockClient(SFNClient);
  const machines = () =>
    new StepFunctionsMachines({ runMachineArn, syncMachineArn, client: { region: 'eu-central-1' } });
  beforeEach(() => {
    client.reset();
  });

  it('names executions after the run and after the pull', async () => {
    client.on(StartExecutionCommand).resolves({});
    await machines().startRun(RUN);
    await machines().startSync(CONNECTION, PULL);
    expect(client.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      {
        stateMachineArn: runMachineArn,
        name: RUN,
        input: JSON.stringify({ contract: CONTRACT, runId: RUN }),
      },
      {
        stateMachineArn: syncMachineArn,
        name: PULL,
        input: JSON.stringify({ contract: CONTRACT, connectionId: CONNECTION, pullId: PULL }),
      },
    ]);
  });

  it('names a further execution of a run by its number, and looks at that one', async () => {
    client.on(StartExecutionCommand).resolves({});
    client.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    await machines().startRun(RUN, 2);
    expect(await machines().runState(RUN, 2)).toBe('running');
    expect(client.commandCalls(StartExecutionCommand)[0]?.args[0].input).toMatchObject({
      name: `${RUN}-2`,
      input: JSON.stringify({ contract: CONTRACT, runId: RUN }),
    });
    const executionArn = `${runMachineArn.replace('stateMachine', 'execution')}:${RUN}-2`;
    expect(client.commandCalls(DescribeExecutionCommand)[0]?.args[0].input).toEqual({ executionArn });
  });

  it('looks at the execution of a sync, which is named after its pull', async () => {
    client.on(DescribeExecutionCommand).resolves({ status: 'ABORTED' });
    expect(await machines().syncState(PULL)).toBe('ended');
    const executionArn = `${syncMachineArn.replace('stateMachine', 'execution')}:${PULL}`;
    expect(client.commandCalls(DescribeExecutionCommand)[0]?.args[0].input).toEqual({ executionArn });
  });

  it('takes an execution of that name for started, and throws everything else', async () => {
    client
      .on(StartExecutionCommand)
      .rejectsOnce(named('ExecutionAlreadyExists'))
      .rejects(named('ExecutionLimitExceeded'));
    await machines().startRun(RUN);
    await expect(machines().startRun(RUN)).rejects.toThrow('ExecutionLimitExceeded');
  });

  it('refuses to start what this function was not granted', async () => {
    await expect(new StepFunctionsMachines({}).startRun(RUN)).rejects.toThrow('run machine');
  });

  it.each(['over', 'resumed', 'ended'] as const)(
    'completes a wait as the contract says: %s',
    async (outcome) => {
      client.on(SendTaskSuccessCommand).resolves({});
      expect(await machines().completeWait('token', RUN, outcome)).toEqual({ kind: 'done' });
      const input = client.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input;
      expect(input?.taskToken).toBe('token');
      expect(waitOverSchema.parse(JSON.parse(input?.output ?? ''))).toEqual({
        contract: CONTRACT,
        runId: RUN,
        outcome,
      });
    },
  );

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('takes %s for gone', async (name) => {
    client.on(SendTaskSuccessCommand).rejects(named(name));
    expect(await machines().completeWait('token', RUN, 'over')).toEqual({ kind: 'gone' });
  });

  it('throws other faults of a completion', async () => {
    client.on(SendTaskSuccessCommand).rejects(named('InvalidOutput'));
    await expect(machines().completeWait('token', RUN, 'over')).rejects.toThrow('InvalidOutput');
  });

  it.each([
    ['RUNNING', 'running'],
    ['PENDING_REDRIVE', 'running'],
    ['SUCCEEDED', 'ended'],
    ['FAILED', 'ended'],
    ['TIMED_OUT', 'ended'],
    ['ABORTED', 'ended'],
  ] as const)('calls %s %s', async (status, state) => {
    client.on(DescribeExecutionCommand).resolves({ status });
    expect(await machines().runState(RUN)).toBe(state);
    expect(client.commandCalls(DescribeExecutionCommand)[0]?.args[0].input.executionArn).toBe(
      `arn:aws:states:eu-central-1:123456789012:execution:workflow-run:${RUN}`,
    );
  });

  it('does not know an execution that is not there, and throws everything else', async () => {
    client
      .on(DescribeExecutionCommand)
      .rejectsOnce(named('ExecutionDoesNotExist'))
      .rejects(named('InvalidArn'));
    expect(await machines().runState(RUN)).toBe('unknown');
    await expect(machines().runState(RUN)).rejects.toThrow('InvalidArn');
  });
});
