import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../../../../shared/contracts/workflow-steps.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { csvOf } from '../../../../support/file-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { uninstallLeftovers } from '../../../../support/uninstall-leftovers.ts';
import { SLEEPERS, UninstalledRun, endedAs } from '../../../../support/uninstalled-run.ts';

const LATER = '2026-03-03T00:00:00.000Z';
describe('an uninstall that meets', () => {
  it.each([
    ['pull', []],
    ['map act', Array.from(SLEEPERS, () => 'cancelled run-cancelled')],
    ['verify', Array.from(SLEEPERS, () => 'failed not-verified')],
  ] as const)('the run of a file before its %s ends it, and leaves nothing', async (entering, items) => {
    const run = await new UninstalledRun().open();
    run.follow(await run.world.begin(csvOf(...SLEEPERS.map((name) => `${name}@example.com`))));
    await run.before(entering);
    await run.world.uninstall();
    expect(await run.driven.drive()).toBe('finished');
    await run.world.workOff();
    expect(await run.end()).toEqual(endedAs(items));
  });

  it('a pull of no run, between two of its calls, leaves nothing of it', async () => {
    const { world } = await new UninstalledRun().open();
    const sync = { contract: CONTRACT, connectionId: IDS.connection, pullId: 'pul_sync-0002' } as const;
    world.vendor.failNext('readSignIns', { kind: 'rate-limited', notBefore: LATER });
    expect(await pullStep(world.all(), sync)).toMatchObject({ outcome: 'rate-limited' });
    await world.uninstall();
    expect(await pullStep(world.all(), sync)).toMatchObject({ outcome: 'ended' });
    await world.workOff();
    expect(await uninstallLeftovers(world)).toEqual([]);
  });

  it('a call of a pull, leaves nothing of what that call landed after it', async () => {
    const { world } = await new UninstalledRun().open();
    const sync = { contract: CONTRACT, connectionId: IDS.connection, pullId: 'pul_sync-0002' } as const;
    const put = world.objects.put.bind(world.objects);
    world.objects.put = async (...object) => {
      world.objects.put = put;
      await world.uninstall();
      await put(...object);
    };
    await pullStep(world.all(), sync);
    expect(await uninstallLeftovers(world)).not.toEqual([]);
    await world.workOff();
    expect(await uninstallLeftovers(world)).toEqual([]);
  });

  it('a quarantined pull deletes that too', async () => {
    const run = await new UninstalledRun().start();
    run.world.vendor.users.splice(0, 45);
    expect(await run.driven.drive()).toBe('finished');
    expect((await run.world.run(run.runId)).status).toBe('unfit');
    await run.world.uninstall();
    await run.world.workOff();
    expect(await run.end()).toEqual(endedAs([], 'unfit'));
  });

  it('a run that was begun at the same moment ends that too', async () => {
    const run = await new UninstalledRun().open();
    await run.world.uninstall();
    const begun = await run.world.startRun({ runId: 'run_late-0001' });
    run.follow(begun.runId);
    await run.world.workOff();
    expect(await run.end()).toEqual(endedAs([]));
  });

  it('a run of another connection, leaves that alone', async () => {
    const run = await new UninstalledRun().start();
    await run.until('answers');
    const workflow = sampleWorkflow({ workflowId: 'wfl_another-0001', instanceId: 'ins_another-0001' });
    const other = await run.world.startRun({
      ...{ runId: 'run_another-0001', connectionId: 'con_another-0001', workflow },
    });
    await run.world.uninstall();
    expect(await run.driven.drive()).toBe('finished');
    await run.world.workOff();
    expect(await run.world.run(other.runId)).toEqual(other);
    const left = await uninstallLeftovers(run.world);
    expect(left.toSorted()).toEqual(['a record of open-run', 'a run that is open']);
  });
});
