import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { syncNow } from '../../../shared/contracts/api/connections.ts';
import type { Mail } from '../../../local/stack/inbox.ts';
import { PATIENCE_SECONDS, ask, until } from '../../support/integration/api.ts';
import { invoke } from '../../support/integration/aws.ts';
import { addressOf } from '../../support/integration/company.ts';
import { executionOfSync, statesOf, stopExecution, visitedBy } from '../../support/integration/executions.ts';
import { mailsTo } from '../../support/integration/mails.ts';
import { currentPull, untilPulled } from '../../support/integration/pulls.ts';
import {
  type RunView,
  actingWorkflow,
  cancelRun,
  endWait,
  readRun,
  startRun,
  untilEnded,
  untilWaiting,
} from '../../support/integration/runs.ts';
import { sentChanges } from '../../support/integration/vendor.ts';
import { type Prepared, connect } from '../../support/integration/world.ts';

/**
 * Makes what the vault holds of a connection unreadable: every step that talks to the vendor faults from then on, and so does the door of
 * vendors' events, which looks into all of them. What puts it back.
 */
const spoilSecret = async (connectionId: string): Promise<() => Promise<void>> => {
  const client = new SecretsManagerClient(emulatorClient(inject('endpoints').awsEndpoint));
  const { SecretList = [] } = await client.send(new ListSecretsCommand({ MaxResults: 100 }));
  const found = SecretList.find(({ Name }) => Name?.endsWith(connectionId) === true);
  if (found?.ARN === undefined) throw new Error('The vault holds nothing for the connection.');
  const { ARN: SecretId } = found;
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'spoilt' }));
  return async () => {
    await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    client.destroy();
  };
};

describe('runs that come apart', () => {
  let world: Prepared;
  let abandoned: RunView;
  let stopped: RunView;
  let failed: RunView;
  let ended: RunView;
  let told: Mail[];
  let syncStates: string[];
  let pulledBefore: string | null;
  let restoreSecret = (): Promise<void> => Promise.resolve();

  afterAll(() => restoreSecret());

  beforeAll(async () => {
    world = await connect('crash');
    await untilPulled(world);
    const workflowId = await actingWorkflow(world);
    const first = await startRun(workflowId);
    await untilWaiting(first, 'answers');
    await stopExecution(first);
    await invoke('ReconcileRuns', {});
    stopped = await readRun(first);
    await cancelRun(first);
    await invoke('ReconcileRuns', {});
    abandoned = await readRun(first);

    // The same workflow again: its accounts are free, and its people were told once more.
    const second = await startRun(workflowId);
    await untilWaiting(second, 'answers');
    await untilPulled(world);
    pulledBefore = await currentPull(world);
    restoreSecret = await spoilSecret(world.connectionId);
    await endWait(second);
    const untilStopped = (byItself: boolean): Promise<RunView> =>
      until(
        'the run to stop',
        PATIENCE_SECONDS,
        () => readRun(second),
        ({ stop }) => stop?.byItself === byItself,
      );
    await untilStopped(true);
    // Its execution ends a moment after the run is marked.
    await until(
      'the run to be redriven',
      PATIENCE_SECONDS,
      async () => {
        await invoke('ReconcileRuns', {});
        return readRun(second);
      },
      ({ executions }) => executions === 2,
    );
    failed = await untilStopped(false);
    told = await until(
      'the owners to be told',
      PATIENCE_SECONDS,
      () => mailsTo(addressOf('crash', 'it')),
      (mails) => mails.some(({ subject }) => subject.includes('A run stopped')),
    );
    await cancelRun(second);
    await until(
      'the run to be closed',
      PATIENCE_SECONDS,
      async () => {
        await invoke('ReconcileRuns', {});
        return readRun(second);
      },
      ({ counts }) => counts !== null,
    );
    ended = await untilEnded(second);

    const { pullId } = await ask(syncNow, { params: { connectionId: world.connectionId } });
    syncStates = await until(
      'the sync to fail',
      PATIENCE_SECONDS,
      async () => visitedBy('connectionSync', await executionOfSync(pullId)),
      (states) => states.includes('End as failed'),
    );
  });

  it('stops a run whose execution is gone, and leaves all of it as it is until somebody decides', () => {
    expect(stopped).toMatchObject({ status: 'open', stage: 'wait', stop: { byItself: true } });
    expect(stopped.failure).toContain('execution ended at the stage "wait"');
    expect(stopped.itemCounts).toMatchObject({ noticed: 4 });
    expect(abandoned).toMatchObject({ status: 'cancelled', counts: { cancelled: 4 } });
  });

  it('stops a run whose step faults for good, after three tries, redrives it once and tells its owners then', async () => {
    expect(failed).toMatchObject({ status: 'open', executions: 2, stop: { byItself: false } });
    expect(failed.failure).toContain('stage "recheck"');
    const states = await statesOf(failed.runId);
    expect(states.slice(-2)).toEqual(['Mark the run failed', 'End as failed']);
    expect(told.filter(({ subject }) => subject.includes('A run stopped'))).toHaveLength(1);
    expect(ended).toMatchObject({ status: 'cancelled', counts: { cancelled: 4 } });
    expect(await sentChanges('crash')).toEqual([]);
  });

  it('fails a sync and leaves the pull that readers follow', async () => {
    expect(syncStates.slice(-2)).toEqual(['Mark the sync failed', 'End as failed']);
    expect(await currentPull(world)).toBe(pulledBefore);
  });
});
