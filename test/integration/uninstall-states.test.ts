import { beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT, recheckStep } from '../../shared/contracts/workflow-steps.ts';
import { claims, openRuns } from '../../shared/records/runs.ts';
import { uninstalls } from '../../shared/records/vendor-events.ts';
import { PATIENCE_SECONDS, until } from '../support/integration/api.ts';
import { invoke, storedRecords } from '../support/integration/aws.ts';
import { UNUSED_MEMBERS, type TenantName, addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { executionState, stopExecution } from '../support/integration/executions.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type RunView,
  UNUSED,
  actingWorkflow,
  endWait,
  itemsOf,
  readRun,
  startRun,
  untilEnded,
  untilWaiting,
} from '../support/integration/runs.ts';
import { hasSecret, schedulesOf, vendorRows } from '../support/integration/uninstalls.ts';
import { PLEASE_WAIT, orderFaults, sentChanges } from '../support/integration/vendor.ts';
import { hearEvents, sendUntilAnswered } from '../support/integration/webhooks.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const STOOD = [
  'uninstalled-parked',
  'uninstalled-paused',
  'uninstalled-waiting',
  'uninstalled-acting',
  'uninstalled-acted',
] as const satisfies readonly TenantName[];
type Stood = (typeof STOOD)[number];

/** A run as it stands when the app is uninstalled, and what of its items was begun. */
interface Standing {
  readonly runId: string;
  /** Items as `state reason` at the end, each with how many. */
  readonly items: Readonly<Record<string, number>>;
}

const CANCELLED = 'cancelled run-cancelled';
const ALL = UNUSED_MEMBERS.length;

const parked = async (world: Prepared): Promise<Standing> => {
  const rules = [{ ...UNUSED, outcome: { kind: 'disassociate' } }] as const;
  const runId = await startRun(await actingWorkflow(world, { rules: [...rules] }));
  await untilWaiting(runId, 'parked');
  return { runId, items: { [CANCELLED]: ALL } };
};

/** Its tokens are refused before the uninstall is told of. */
const paused = async (world: Prepared): Promise<Standing> => {
  const accountId = zoomAccountOf(world.tenant);
  await orderFaults(
    { effect: { kind: 'token-revoked' }, match: { path: '/v2/roles', accountId } },
    {
      effect: { kind: 'reply', status: 400, body: { reason: 'Invalid Token!', error: 'invalid_grant' } },
      match: { method: 'POST', path: '/oauth/token', body: 'refresh_token', accountId },
      times: 2,
    },
  );
  const runId = await startRun(await actingWorkflow(world));
  await untilWaiting(runId, 'reconnect');
  return { runId, items: {} };
};

/** The vendor wants it to wait for hours. */
const waiting = async (world: Prepared): Promise<Standing> => {
  const accountId = zoomAccountOf(world.tenant);
  await orderFaults({ effect: { ...PLEASE_WAIT, seconds: 7_200 }, match: { path: '/v2/roles', accountId } });
  const runId = await startRun(await actingWorkflow(world));
  await until(
    `run ${runId} to wait for the vendor`,
    PATIENCE_SECONDS,
    () => readRun(runId),
    ({ wait }) => wait?.phase === 'rate',
  );
  return { runId, items: {} };
};

/** A change was made whose answer got lost, and nobody can read what came of it. */
const acting = async (world: Prepared): Promise<Standing> => {
  const { tenant } = world;
  const runId = await startRun(await actingWorkflow(world));
  await untilWaiting(runId, 'answers');
  const email = addressOf(tenant, 'unused');
  await orderFaults(
    { effect: { kind: 'reset-after' }, match: { method: 'PATCH', path: '/v2/users/*', email } },
    // After the reads of the re-check and of the step that acts.
    {
      effect: { kind: 'server-error' },
      match: { method: 'GET', path: '/v2/users/*', email },
      nth: 3,
      times: 200,
    },
  );
  await endWait(runId);
  await until(
    'the others to be changed',
    PATIENCE_SECONDS,
    async () => [...(await itemsOf(runId)).values()].map(({ state }) => state).toSorted(),
    (states) => states.join() === ['acted', 'acted', 'acted', 'acting'].join(),
  );
  return { runId, items: { 'failed outcome-unknown': 1, 'failed not-verified': ALL - 1 } };
};

/** Calls the re-check as the machine does, until it is done. */
const dueShards = async (runId: string): Promise<readonly number[]> => {
  for (;;) {
    const { value } = await invoke('Recheck', { contract: CONTRACT, runId });
    const output = recheckStep.output.parse(value);
    if (output.outcome === 'done') return output.shards;
    if (output.outcome !== 'more') throw new Error(`The re-check ended with ${output.outcome}.`);
  }
};

/** Everything was changed, nothing was read back, and its execution is gone. */
const acted = async (world: Prepared): Promise<Standing> => {
  const runId = await startRun(await actingWorkflow(world));
  await untilWaiting(runId, 'answers');
  await stopExecution(runId);
  await endWait(runId);
  const startedAt = new Date().toISOString();
  for (const shard of await dueShards(runId))
    await invoke('Act', { contract: CONTRACT, runId, scope: 'shard', shard, startedAt });
  return { runId, items: { 'failed not-verified': ALL } };
};

const STANDS: Readonly<Record<Stood, (world: Prepared) => Promise<Standing>>> = {
  'uninstalled-parked': parked,
  'uninstalled-paused': paused,
  'uninstalled-waiting': waiting,
  'uninstalled-acting': acting,
  'uninstalled-acted': acted,
};

interface Ended extends Standing {
  readonly world: Prepared;
  readonly run: RunView;
}

/** Brings a run to where it should stand, and uninstalls its app. */
const uninstallWhile = async (tenant: Stood): Promise<Standing & { readonly world: Prepared }> => {
  const world = await connect(tenant);
  await hearEvents(world);
  await untilPulled(world);
  const standing = await STANDS[tenant](world);
  await sendUntilAnswered(world, 'app_deauthorized');
  return { ...standing, world };
};

/** Waits until all is deleted. */
const untilDeleted = async (uninstalled: Awaited<ReturnType<typeof uninstallWhile>>): Promise<Ended> => {
  const { tenant, connectionId } = uninstalled.world;
  await until(
    `all of ${tenant} to be deleted`,
    2 * PATIENCE_SECONDS,
    () => storedRecords().get(uninstalls, { connectionId }),
    (uninstall) => (uninstall?.erasedAt ?? null) !== null,
  );
  return { ...uninstalled, run: await untilEnded(uninstalled.runId) };
};

describe('an uninstall at Zoom', () => {
  const ends = new Map<string, Ended>();
  const endOf = (tenant: Stood): Ended => {
    const end = ends.get(tenant);
    if (end === undefined) throw new Error(`Nothing is known of ${tenant}.`);
    return end;
  };

  beforeAll(async () => {
    const deleted: Promise<Ended>[] = [];
    for (const tenant of STOOD) deleted.push(untilDeleted(await uninstallWhile(tenant)));
    for (const end of await Promise.all(deleted)) ends.set(end.world.tenant, end);
  });

  it.each(STOOD)('leaves nothing of %s', async (tenant) => {
    const { world, runId, run, items } = endOf(tenant);
    expect(await hasSecret(world)).toBe(false);
    expect(await vendorRows(world)).toBe(0);
    expect(await schedulesOf(world.connectionId, runId)).toEqual([]);
    expect(await storedRecords().get(openRuns, { workflowId: run.workflow.workflowId })).toBeUndefined();
    expect(run).toMatchObject({ status: 'cancelled' });
    expect(run.failure).toContain('uninstalled at the vendor');
    const found: Record<string, number> = {};
    for (const { accountId, state, reason } of (await itemsOf(runId)).values()) {
      expect(await storedRecords().get(claims, { accountId })).toBeUndefined();
      const said = `${state} ${reason ?? ''}`;
      found[said] = (found[said] ?? 0) + 1;
    }
    expect(found).toEqual(items);
  });

  it.each(STOOD)('ends the execution of %s, and changes nobody twice', async (tenant) => {
    const { runId } = endOf(tenant);
    const state = await until(
      'the execution to end',
      PATIENCE_SECONDS,
      () => executionState(runId),
      (found) => found !== 'RUNNING',
    );
    expect(state).toBe(tenant === 'uninstalled-acted' ? 'ABORTED' : 'SUCCEEDED');
    const changed = (await sentChanges(tenant)).flatMap(({ changes }) => changes.map(({ email }) => email));
    expect(new Set(changed).size).toBe(changed.length);
  });
});
