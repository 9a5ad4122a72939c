import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryMachines } from '../../shared/adapters/memory/memory-machines.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import type { Machines } from '../../shared/ports/machines.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

/** The machines, and a token that nobody waits for. */
interface Opened {
  readonly machines: Machines;
  readonly goneToken: string;
}

const inMemory = async (): Promise<Opened> => {
  await Promise.resolve();
  const machines = new MemoryMachines();
  machines.forgetToken('gone');
  return { machines, goneToken: 'gone' };
};

const onAws = async (): Promise<Opened> => {
  const client = new SFNClient(emulatorClient());
  const make = async (name: string): Promise<string> => {
    const definition = { StartAt: 'Hold', States: { Hold: { Type: 'Wait', Seconds: 600, End: true } } };
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/machines',
      }),
    );
    if (stateMachineArn === undefined) throw new Error('no state machine');
    return stateMachineArn;
  };
  const [runMachineArn, syncMachineArn] = [await make('runs'), await make('syncs')];
  return {
    machines: new StepFunctionsMachines({ runMachineArn, syncMachineArn, client: emulatorClient() }),
    goneToken: 'A'.repeat(64),
  };
};

describe.each([
  { name: 'memory', open: inMemory },
  { name: 'Step Functions', open: onAws },
])('Machines on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  const ids = new UuidIds();

  it('starts a run once, however often it is told', async () => {
    const runId = ids.next('run');
    expect(await opened.machines.runState(runId)).toBe('unknown');
    await opened.machines.startRun(runId);
    await opened.machines.startRun(runId);
    expect(await opened.machines.runState(runId)).toBe('running');
  });

  it('starts a further execution of a run beside the first', async () => {
    const runId = ids.next('run');
    await opened.machines.startRun(runId);
    expect(await opened.machines.runState(runId, 2)).toBe('unknown');
    await opened.machines.startRun(runId, 2);
    await opened.machines.startRun(runId, 2);
    expect(await opened.machines.runState(runId, 2)).toBe('running');
    expect(await opened.machines.runState(runId, 3)).toBe('unknown');
  });

  it('starts a sync once, however often it is told', async () => {
    const [connectionId, pullId] = [ids.next('connection'), ids.next('pull')];
    expect(await opened.machines.syncState(pullId)).toBe('unknown');
    await opened.machines.startSync(connectionId, pullId);
    await opened.machines.startSync(connectionId, pullId);
    expect(await opened.machines.syncState(pullId)).toBe('running');
  });

  it('says that nobody waits for a token any more', async () => {
    expect(await opened.machines.completeWait(opened.goneToken, ids.next('run'), 'over')).toEqual({
      kind: 'gone',
    });
  });
});
