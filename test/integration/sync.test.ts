import { beforeAll, describe, expect, it } from 'vitest';
import { disconnectOperation, getConnection, syncNow } from '../../shared/contracts/api/connections.ts';
import { listAccountsOperation } from '../../shared/contracts/api/instances.ts';
import { runOnce } from '../../shared/contracts/api/runs.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';
import { invoke } from '../support/integration/aws.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { executionOfSync, visitedBy } from '../support/integration/executions.ts';
import { currentPull, untilPulled } from '../support/integration/pulls.ts';
import { suggestingWorkflow } from '../support/integration/runs.ts';
import { PLEASE_WAIT, orderFaults, vendorCalls } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const accountId = zoomAccountOf('sync');

describe('the sync of a connection', () => {
  let world: Prepared;
  beforeAll(async () => {
    world = await connect('sync');
    await untilPulled(world);
  });

  const syncAgain = async (): Promise<string> =>
    (await ask(syncNow, { params: { connectionId: world.connectionId } })).pullId;

  it('waits where the vendor says so, and then becomes current as a whole', async () => {
    await orderFaults(
      { effect: PLEASE_WAIT, match: { path: '/v2/roles', accountId } },
      { effect: { kind: 'bad-gateway' }, match: { path: '/v2/users', accountId } },
      { effect: { kind: 'truncated' }, match: { path: '/v2/report/users', accountId } },
    );
    const pullId = await syncAgain();
    await until(
      'the sync',
      PATIENCE_SECONDS,
      () => currentPull(world),
      (current) => current === pullId,
    );
    const states = await visitedBy('connectionSync', await executionOfSync(pullId));
    expect(states).toContain('Wait for the rate of the pull');
    expect(states).toContain('Finish the sync');
    expect(await every(listAccountsOperation, { instanceId: world.instanceId })).toHaveLength(44);
  });

  it('finds one account by its address', async () => {
    const email = addressOf('sync', 'stranger');
    const { items } = await ask(listAccountsOperation, {
      params: { instanceId: world.instanceId },
      query: { email },
    });
    expect(items.map((account) => account.email)).toEqual([email]);
  });
});

describe('a connection that was disconnected', () => {
  it('has no tokens any more, keeps what it collected, and is neither pulled nor run', async () => {
    const world = await connect('disconnected');
    const { connectionId, instanceId } = world;
    await untilPulled(world);
    const { workflowId } = await suggestingWorkflow(world);
    const { result } = await ask(disconnectOperation, { params: { connectionId } });
    expect(result).toBe('disconnected');
    expect(await vendorCalls('disconnected').then((calls) => calls.at(-1)?.path)).toBe('/oauth/revoke');
    expect(await every(listAccountsOperation, { instanceId })).toHaveLength(44);
    const calls = (await vendorCalls('disconnected')).length;
    await invoke('StartSync', { connectionId });
    expect(await refusal(runOnce, { params: { workflowId } })).toMatchObject({
      status: 409,
      code: 'not-connected',
    });
    expect(await vendorCalls('disconnected')).toHaveLength(calls);
    expect(await ask(getConnection, { params: { connectionId } })).toMatchObject({
      state: 'disconnected',
      capabilities: [],
      nextSyncs: [],
    });
  });
});
