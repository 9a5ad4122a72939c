import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../../shared/domain/workflow.ts';
import { policySchema } from '../../../../../shared/domain/policy.ts';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { openRuns } from '../../../../../shared/records/runs.ts';
import { previewStep } from '../../../../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { dies, everywhere } from '../../../../support/pull-world.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { untilSettled, user } from '../../../../support/vendor-world.ts';

const HOUR_MS = 3_600_000;

/** A rule that asks nothing of anybody's activity, so that no missing signal keeps it from matching. */
const EVERYBODY: Rule = {
  ruleId: IDS.rule,
  name: 'Whoever is licensed',
  when: { field: 'licenseTier', in: ['licensed'] },
  outcome: { kind: 'downgrade', toTier: 'basic' },
};

/** A run whose pull was read some hours ago, of a policy that wants it to be a day old at most. */
const pulledHoursAgo = async (hours: number): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  world.vendor.users.push(user('ada'), user('bob'));
  await world.setChart(['ada', 'bob'].map((name) => ({ email: `${name}@example.com` })));
  const policy = policySchema.parse({ staleAfter: 'P1D' });
  await world.startRun({ workflow: sampleWorkflow({ rules: [EVERYBODY] }), policy });
  await untilSettled(world, () => pullStep(world.all(), world.input()));
  world.clock.advance(hours * HOUR_MS);
  return world;
};

const preview = (world: RunWorld, store: RecordStore = world.store) =>
  untilSettled(world, () => previewStep(world.all(store), world.input()));

describe('a preview of accounts that were read long ago', () => {
  it('seals no plan, whatever the rules ask, and says why', async () => {
    const world = await pulledHoursAgo(25);
    expect((await preview(world)).outcome).toBe('ended');
    expect(await world.run()).toMatchObject({
      status: 'unfit',
      seal: null,
      failure:
        'The accounts were read at 2026-03-02T09:00:00.000Z, longer ago than P1D, so nothing was planned from them.',
    });
    expect(await world.items()).toEqual([]);
    expect(await world.store.get(openRuns, { workflowId: IDS.workflow })).toBeUndefined();
    expect((await untilSettled(world, () => reportStep(world.all(), world.input()))).outcome).toBe('done');
    expect(world.actions()).toEqual(['pull.applied', 'run.unfit', 'run.ended']);
  });

  it('seals one where they are not that old', async () => {
    const world = await pulledHoursAgo(23);
    expect((await preview(world)).outcome).toBe('sealed');
    expect((await world.run()).seal?.size).toBe(2);
  });

  it('decides once: a preview that was begun in time is finished', async () => {
    const world = await pulledHoursAgo(23);
    await dies(() => preview(world, new CrashingStore(world.store, 12, 'after')));
    world.clock.advance(10 * HOUR_MS);
    expect((await preview(world)).outcome).toBe('sealed');
  });

  it('comes to the same wherever it is cut off', async () => {
    await everywhere(async (at, when) => {
      const world = await pulledHoursAgo(25);
      const died = await dies(() => preview(world, new CrashingStore(world.store, at, when)));
      expect((await preview(world)).outcome).toBe('ended');
      expect((await world.run()).status).toBe('unfit');
      expect(world.actions().filter((action) => action === 'run.unfit')).toHaveLength(1);
      return died;
    });
  });
});
