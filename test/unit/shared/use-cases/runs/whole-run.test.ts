import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../shared/domain/run.ts';
import type { Workflow } from '../../../../../shared/domain/workflow.ts';
import { workflows } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { openRuns } from '../../../../../shared/records/runs.ts';
import { keepLicense } from '../../../../../shared/use-cases/answers/keep-license.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { endWait, resumeRuns } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const SLEEPERS = ['ada', 'bob', 'cleo', 'dan'];

interface Started {
  readonly world: RunWorld;
  readonly driven: DrivenRun;
  readonly runId: string;
}

/** Four people who use nothing, among enough others for a plan within the limits. */
const started = async (workflow: Partial<Workflow> = {}, others = 50): Promise<Started> => {
  const world = await new RunWorld().open();
  const now = world.clock.now();
  const busy = Array.from({ length: others }, (_, index) => `busy${index}`);
  world.vendor.users.push(
    ...SLEEPERS.map((name) => user(name)),
    ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
  );
  await world.setChart(
    [...SLEEPERS, ...busy].map((name) => ({ email: `${name}@example.com`, firstName: name })),
  );
  await world.seed(put(workflows, sampleWorkflow(workflow), 'any'));
  const result = await startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
  if (result.kind !== 'started') throw new Error(result.kind);
  const { runId } = result.run;
  return { world, runId, driven: new DrivenRun(world, runId) };
};

const deadline = async ({ world, runId }: Started, phase: 'answers' | 'parked' | 'reconnect' = 'answers') => {
  const { wait }: Run = await world.run(runId);
  if (wait === null) throw new Error('The run waits for nothing.');
  world.clock.set(wait.until);
  return endWait(world.all(), SYSTEM_RUN, runId, { by: 'schedule', phase });
};

const linkOf = (world: RunWorld, name: string): string => {
  const mail = world.mailer.outbox.find(({ to }) => to === `${name}@example.com`);
  return /answer\/(link-\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
};

const restOf = async (world: RunWorld, runId: string) => ({
  open: await world.store.get(openRuns, { workflowId: IDS.workflow }),
  claimed: (await world.items(runId)).filter(({ state }) => state === 'due' || state === 'noticed').length,
});

describe('a whole run', () => {
  it('takes back what nobody keeps, once, and says what became of everybody', async () => {
    const start = await started();
    const { world, driven, runId } = start;
    expect(await driven.drive()).toBe('answers');
    expect(world.mailer.outbox).toHaveLength(4);
    expect(await keepLicense(world.all(), { token: linkOf(world, 'ada'), reason: '' })).toEqual({
      kind: 'kept',
    });
    await deadline(start);
    const signedIn = world.clock.now();
    world.changer.edit('v-bob', { lastLoginAt: signedIn, signIns: [signedIn] });
    expect(await driven.drive()).toBe('finished');
    expect([...world.changer.changes].sort()).toEqual(['v-cleo', 'v-dan']);
    const run = await world.run(runId);
    expect(run.status).toBe('completed');
    expect(run.counts).toMatchObject({ verified: 2 });
    expect(Object.values(run.counts ?? {}).reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await restOf(world, runId)).toEqual({ open: undefined, claimed: 0 });
    expect([...new Set(driven.entered)]).toEqual([
      'pull',
      'preview',
      'guard',
      'map notify',
      'notices-left',
      'wait answers',
      'recheck',
      'map act',
      'actions-left',
      'verify',
      'report',
    ]);
  });

  it('acts at once where nobody is to be told', async () => {
    const { world, driven, runId } = await started({ notify: false });
    expect(await driven.drive()).toBe('finished');
    expect(world.mailer.outbox).toEqual([]);
    expect((await world.run(runId)).counts).toEqual({ verified: 4 });
  });

  it('goes on when an admin ends the wait', async () => {
    const { world, driven, runId } = await started();
    await driven.drive();
    await endWait(world.all(), ADMIN, runId, { by: 'admin' });
    expect(await driven.drive()).toBe('finished');
    expect((await world.run(runId)).counts).toEqual({ verified: 4 });
  });

  it('changes nothing once it is cancelled in the wait', async () => {
    const { world, driven, runId } = await started();
    await driven.drive();
    await cancelRun(world.all(), ADMIN, runId);
    expect(await driven.drive()).toBe('finished');
    expect(world.changer.changes).toEqual([]);
    expect(await world.run(runId)).toMatchObject({ status: 'cancelled', counts: { cancelled: 4 } });
    expect(await restOf(world, runId)).toEqual({ open: undefined, claimed: 0 });
  });

  it('expires where it was parked, and tells nobody but the owners', async () => {
    const start = await started({}, 10);
    const { world, driven, runId } = start;
    expect(await driven.drive()).toBe('parked');
    await deadline(start, 'parked');
    expect(await driven.drive()).toBe('finished');
    expect(world.mailer.outbox).toEqual([]);
    expect(await world.run(runId)).toMatchObject({ status: 'expired', counts: { cancelled: 4 } });
    expect(world.actions()).toEqual(expect.arrayContaining(['plan.parked', 'run.expired', 'run.ended']));
  });

  it('lists and ends in suggest mode, and claims nobody', async () => {
    const { world, driven, runId } = await started({ mode: 'suggest' });
    expect(await driven.drive()).toBe('finished');
    expect(await world.run(runId)).toMatchObject({ status: 'listed', verdicts: { match: 4 } });
    expect(world.actions()).not.toContain('item.claimed');
  });

  it('pauses at a refused token in the middle of acting, and goes on after the reconnect', async () => {
    const { world, driven, runId } = await started({ notify: false });
    world.changer.troubleNext(
      { kind: 'rate-limited', notBefore: '2026-03-02T09:00:02.000Z' },
      { kind: 'reconnect-needed', reason: 'revoked' },
    );
    expect(await driven.drive()).toBe('reconnect');
    expect(await driven.drive()).toBe('reconnect');
    await world.setConnection({ state: 'connected' });
    await resumeRuns(world.all(), ADMIN, IDS.connection);
    expect(await driven.drive()).toBe('finished');
    expect([...world.changer.changes].sort()).toEqual(['v-ada', 'v-bob', 'v-cleo', 'v-dan']);
    expect((await world.run(runId)).counts).toEqual({ verified: 4 });
  });

  it('expires where nobody reconnects, and keeps what it has done', async () => {
    const start = await started({ notify: false });
    const { world, driven, runId } = start;
    world.changer.troubleNext({ kind: 'reconnect-needed', reason: 'revoked' });
    expect(await driven.drive()).toBe('reconnect');
    await deadline(start, 'reconnect');
    expect(await driven.drive()).toBe('finished');
    const { status, counts } = await world.run(runId);
    expect(status).toBe('expired');
    expect(counts).toEqual({ cancelled: 4 });
  });

  it('holds what is left once the kill switch is on in the middle', async () => {
    const { world, driven, runId } = await started({ notify: false });
    world.vendor.onCall = (method) => {
      if (method === 'readAccount' && world.changer.changes.length === 1)
        void world.setPolicy({ killSwitch: { on: true, reason: 'stop' } });
    };
    expect(await driven.drive()).toBe('finished');
    const { counts } = await world.run(runId);
    expect(counts?.['held']).toBeGreaterThanOrEqual(2);
    expect(world.changer.changes.length).toBeLessThanOrEqual(2);
  });
});
