import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../../shared/domain/connection.ts';
import type { Policy } from '../../../../../shared/domain/policy.ts';
import type { Workflow } from '../../../../../shared/domain/workflow.ts';
import { workflows } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { openRuns, runPointers } from '../../../../../shared/records/runs.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { reconcileRuns } from '../../../../../shared/use-cases/runs/reconcile-runs.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';

const SCHEDULE = { actor: { kind: 'system', name: 'schedule' } } as const;

const ready = async (
  workflow: Partial<Workflow> = {},
  connection: Partial<Connection> = {},
  policy: Partial<Policy> = {},
): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.seed(put(workflows, sampleWorkflow(workflow), 'any'));
  await world.setConnection(connection);
  await world.setPolicy(policy);
  return world;
};

const byUser = (world: RunWorld) => startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
const bySchedule = (world: RunWorld) => startRun(world.all(), SCHEDULE, IDS.workflow, { source: 'schedule' });

describe('starting a run', () => {
  it('stores it with a copy of workflow and policy, as the only open one, and starts the machine', async () => {
    const world = await ready({ name: 'Now' }, {}, { coolDown: 'P5D' });
    const result = await byUser(world);
    if (result.kind !== 'started') throw new Error(result.kind);
    const { runId } = result.run;
    expect(await world.run(runId)).toMatchObject({
      workflow: { name: 'Now' },
      policy: { coolDown: 'P5D' },
      connectionId: IDS.connection,
      startedBy: IDS.user,
      status: 'open',
      stage: 'pull',
    });
    expect(await world.store.get(openRuns, { workflowId: IDS.workflow })).toMatchObject({ runId });
    for (const list of ['all', IDS.workflow, IDS.application])
      expect(await world.store.get(runPointers, { list, runId })).toBeDefined();
    expect(world.machines.startedRuns).toEqual([runId]);
    expect(world.actions()).toEqual(['run.started']);
  });

  it('takes the defaults of the stage while nobody has set a policy', async () => {
    const world = await new RunWorld().open();
    const result = await byUser(world);
    expect(result.kind === 'started' && result.run.policy).toMatchObject({
      gracePeriod: 'P60D',
      parkedExpiry: 'P14D',
      limits: { perRunCount: 25 },
    });
  });

  it('starts one run only, also when asked twice at once', async () => {
    const world = await ready();
    const results = await Promise.all([byUser(world), byUser(world)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['open-run', 'started']);
    const again = await byUser(world);
    expect(again).toEqual({ kind: 'open-run', runId: world.machines.startedRuns[0] });
  });

  const refusals: [string, Partial<Workflow>, Partial<Connection>, Partial<Policy>, string][] = [
    ['the connection needs a reconnect', {}, { state: 'needs-reconnect' }, {}, 'not-connected'],
    ['the connection cannot do what a rule asks', {}, { capabilities: ['list-accounts'] }, {}, 'cannot-act'],
    ['the kill switch is on', {}, {}, { killSwitch: { on: true, reason: 'stop' } }, 'kill-switch'],
  ];
  it.each(refusals)('is refused where %s', async (_, workflow, connection, policy, reason) => {
    const world = await ready(workflow, connection, policy);
    expect(await byUser(world)).toEqual({ kind: 'refused', reason });
    expect(world.actions()).toEqual([]);
    expect(world.machines.startedRuns).toEqual([]);
  });

  it('lets a suggest run start without write scopes and under the kill switch', async () => {
    const world = await ready(
      { mode: 'suggest' },
      { capabilities: ['list-accounts'] },
      { killSwitch: { on: true, reason: 'stop' } },
    );
    expect(await byUser(world)).toMatchObject({ kind: 'started' });
  });

  it('lets a user, not a schedule, start a paused workflow', async () => {
    const world = await ready({ paused: true });
    expect(await bySchedule(world)).toEqual({ kind: 'refused', reason: 'paused' });
    expect(await byUser(world)).toMatchObject({ kind: 'started' });
  });

  it('records a schedule that fires while a run is open, and starts nothing', async () => {
    const world = await ready();
    await bySchedule(world);
    expect((await world.run(world.machines.startedRuns[0])).startedBy).toBe('schedule');
    expect(await bySchedule(world)).toMatchObject({ kind: 'open-run' });
    expect(world.machines.startedRuns).toHaveLength(1);
    const skipped = world.store.auditTrail().at(-1);
    expect(skipped).toMatchObject({
      action: 'workflow.schedule-skipped',
      subjectId: IDS.workflow,
      after: { because: 'open-run' },
    });
  });

  it('is a fault for a workflow that does not exist', async () => {
    const world = await ready();
    const asked = startRun(world.all(), ADMIN, 'wfl_00000000-other', { source: 'user' });
    await expect(asked).rejects.toThrow('There is no workflow');
  });

  it('is made up for by the reconciler where the start got lost', async () => {
    const world = await ready();
    const dead = { ...world.all(), machines: { startRun: () => Promise.reject(new Error('lost')) } };
    await expect(startRun(dead, ADMIN, IDS.workflow, { source: 'user' })).rejects.toThrow('lost');
    expect(await reconcileRuns(world.all())).toMatchObject({ started: 1 });
    expect(world.machines.startedRuns).toHaveLength(1);
  });

  it('leaves nothing half done when killed at any call to the store', async () => {
    for (let at = 1; at <= 6; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = await ready();
        const dying = world.all(new CrashingStore(world.store, at, when));
        await startRun(dying, ADMIN, IDS.workflow, { source: 'user' }).catch(() => undefined);
        await byUser(world);
        await reconcileRuns(world.all());
        expect(world.machines.startedRuns).toHaveLength(1);
        expect(world.actions()).toEqual(['run.started']);
      }
  });
});
