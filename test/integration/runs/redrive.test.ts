import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SQSClient, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type DeadLetters, deadLettersOf } from '../../../local/redrive/dead-letters.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { PATIENCE_SECONDS, every, until } from '../../support/integration/api.ts';
import { invoke } from '../../support/integration/aws.ts';
import { zoomAccountOf } from '../../support/integration/company.ts';
import { stopExecution } from '../../support/integration/executions.ts';
import { mailsTo } from '../../support/integration/mails.ts';
import {
  actingWorkflow,
  endWait,
  readRun,
  standing,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { endFaults, orderFaults, sentChanges } from '../../support/integration/vendor.ts';
import { hearEvents, sendUntilAnswered } from '../../support/integration/webhooks.ts';
import { type Prepared, connect, stateOf } from '../../support/integration/world.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The command, on the stack of the tests; what it printed. */
const redrive = async (...flags: readonly string[]): Promise<string> => {
  const args = [join(ROOT, 'local/redrive.ts'), '--state-dir', inject('stateDir'), ...flags];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return stdout;
};

const actionsOf = async (runId: string): Promise<string[]> =>
  (await every(listAuditEvents, {}, { runId })).map(({ action }) => action);

describe('a run whose execution is stopped twice', () => {
  let world: Prepared;
  let runId: string;
  let planHash: string | undefined;
  let first: string;
  let dry: string;
  let done: string;

  /** The execution ends from outside, and the reconciler finds that out. */
  const lose = async (execution: number): Promise<void> => {
    await stopExecution(execution === 1 ? runId : `${runId}-${String(execution)}`);
    await invoke('ReconcileRuns', {});
  };

  beforeAll(async () => {
    world = await connect('redriven');
    runId = await startRun(await actingWorkflow(world));
    planHash = (await untilWaiting(runId, 'answers')).seal?.hash;
    await lose(1);
    first = JSON.stringify((await readRun(runId)).stop);
    await invoke('ReconcileRuns', {});
    await until(
      'the second execution to wait',
      PATIENCE_SECONDS,
      () => actionsOf(runId),
      (actions) => actions.filter((action) => action === 'run.waiting').length === 2,
    );
    await lose(2);
    dry = await redrive('--run', runId);
    done = await redrive('--run', runId, '--yes');
    await endWait(runId);
    await untilEnded(runId);
  });

  it('is redriven by itself once, and by the command then, as the same run with the same plan', async () => {
    expect(first).toContain('"byItself":true');
    expect(dry).toContain('stopped until');
    expect(dry).toContain('Nothing was done.');
    expect(done).toContain(`Plan hash  ${planHash ?? 'none'}`);
    expect(done).toContain('Execution  3');
    expect(await readRun(runId)).toMatchObject({
      ...{ status: 'completed', executions: 3, stop: null, failure: null },
      ...{ seal: { hash: planHash }, counts: { verified: 4 } },
    });
  });

  it('does everything once: one mail and one change a person', async () => {
    expect(Object.values(await standing(runId))).toEqual(Array.from({ length: 4 }, () => 'verified'));
    const changed = (await sentChanges('redriven')).map(({ email }) => email);
    expect(changed).toHaveLength(4);
    expect(new Set(changed).size).toBe(4);
    expect(await mailsTo('unused@redriven.example.com')).toHaveLength(1);
    const actions = await actionsOf(runId);
    for (const action of ['plan.sealed', 'plan.passed', 'run.notices-sent', 'run.ended'])
      expect(actions.filter((one) => one === action)).toHaveLength(1);
    expect(actions.filter((one) => one === 'run.redriven')).toHaveLength(2);
  });

  it('told the owners when it could not go on by itself, and not before', async () => {
    const told = await until(
      'the owners to be told',
      PATIENCE_SECONDS,
      () => mailsTo('it@redriven.example.com'),
      (mails) => mails.length > 0,
    );
    expect(told.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('A run stopped at the stage'),
    ]);
  });
});

describe('an event that could not be worked on five times', () => {
  const accountId = zoomAccountOf('dead-letters');
  let world: Prepared;
  let sqs: SQSClient;
  let queue: DeadLetters | undefined;

  /** The dead letters of the events of vendors, as they are now. */
  const failedEvents = async (): Promise<DeadLetters> => {
    const found = (await deadLettersOf(sqs, 'local')).find(({ name }) => name.includes('VendorEvents'));
    if (found?.source === undefined) throw new Error('Vendors’ events have no dead letters.');
    return found;
  };
  const hideFor = (seconds: number) =>
    sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: queue?.source?.url,
        Attributes: { VisibilityTimeout: String(seconds) },
      }),
    );

  beforeAll(async () => {
    sqs = new SQSClient({ ...emulatorClient(inject('endpoints').awsEndpoint), useQueueUrlAsEndpoint: false });
    world = await connect('dead-letters');
    await hearEvents(world);
    queue = await failedEvents();
    // Two minutes in the deployment: a test can't wait for five of them.
    await hideFor(1);
    await orderFaults({
      effect: { kind: 'unavailable' },
      match: { method: 'POST', path: '/oauth/token', accountId },
      times: 100,
    });
    await sendUntilAnswered(world, 'app_deauthorized');
    await until('the event to be given up', PATIENCE_SECONDS, failedEvents, ({ messages }) => messages === 1);
    await endFaults(accountId);
    // So that one worker has the time it takes, on a slow machine too.
    await hideFor(120);
  });
  afterAll(async () => {
    await endFaults(accountId);
    if (queue !== undefined) await hideFor(120);
    sqs.destroy();
  });

  it('waits among the dead letters until the command moves it back, and is worked on once then', async () => {
    const { name } = await failedEvents();
    expect(await stateOf(world.connectionId)).toBe('connected');
    expect(await redrive()).toMatch(new RegExp(`1 +${name}`));
    expect(await redrive('--queue', name)).toContain('Nothing was done.');
    expect((await failedEvents()).messages).toBe(1);
    expect(await redrive('--queue', name, '--yes')).toContain('moved back: 1; left');
    await until(
      'the connection to be ended',
      PATIENCE_SECONDS,
      () => stateOf(world.connectionId),
      (state) => state === 'disconnected',
    );
    expect((await failedEvents()).messages).toBe(0);
    const events = await every(listAuditEvents, {}, { applicationId: world.applicationId });
    expect(events.filter(({ action }) => action === 'connection.disconnected')).toHaveLength(1);
  });

  it('is left where it says nothing that could be repeated', async () => {
    const notes = (await deadLettersOf(sqs, 'local')).find(({ source }) => source === undefined);
    if (notes === undefined) throw new Error('Every queue of dead letters has a source.');
    await sqs.send(new SendMessageCommand({ QueueUrl: notes.url, MessageBody: 'a note' }));
    expect(await redrive('--queue', notes.name, '--yes')).toContain(
      `moved back: 0; left, since they name nothing to repeat: ${String(notes.messages + 1)}`,
    );
  });
});
