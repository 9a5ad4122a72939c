import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../../../shared/domain/workflow.ts';
import { runVerdicts } from '../../../../../shared/records/runs.ts';
import { previewStep } from '../../../../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { ALL_SHARDS } from '../../../../../shared/use-cases/runs/run-items.ts';
import { itemsOf, recheck, stateOf } from '../../../../support/recheck-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { VendorWorld, untilSettled, user } from '../../../../support/vendor-world.ts';

const ruleOf = (when: Rule['when']): Rule => ({
  ruleId: IDS.rule,
  name: 'A rule',
  when,
  outcome: { kind: 'deactivate' },
});

/** Ada left, Bob is still here; their vendor says nothing of use. */
const planned = async (when: Rule['when']): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  world.vendor.tellsUse = false;
  world.vendor.users.push(...['ada', 'bob'].map((name) => user(name, { lastLoginAt: null })));
  await world.setChart([{ email: 'ada@example.com', endDate: '2026-02-01' }, { email: 'bob@example.com' }]);
  await world.startRun({ workflow: sampleWorkflow({ rules: [ruleOf(when)], notify: false }) });
  await untilSettled(world, () => pullStep(world.deps(), world.input()));
  await untilSettled(world, () => previewStep(world.deps(), world.input()));
  return world;
};

describe('a run of a vendor that says nothing of use', () => {
  it('takes from who left, and from nobody else', async () => {
    const world = await planned({ field: 'left', is: true });
    await recheck(world);
    expect(await itemsOf(world)).toHaveLength(1);
    expect(await stateOf(world, 'ada')).toEqual(['due', null]);
    expect(world.vendor.calls.map(({ method }) => method)).not.toContain('readEngagement');
    expect(world.vendor.calls.map(({ method }) => method)).not.toContain('readSignIns');
  });

  it('finds nobody unused: what was not said is unknown', async () => {
    const world = await planned({ field: 'daysSinceLastUse', atLeast: 60 });
    expect(await itemsOf(world)).toEqual([]);
    const pages = await Promise.all(
      ALL_SHARDS.map((shard) => world.store.page(runVerdicts, { runId: IDS.run, shard }, { limit: 10 })),
    );
    const kinds = pages
      .flatMap(({ records }) => records)
      .map(({ verdict, evidence }) => [verdict.kind, evidence.sources.map(({ source }) => source)]);
    expect(kinds).toEqual([
      ['unknown', ['roles', 'accounts']],
      ['unknown', ['roles', 'accounts']],
    ]);
  });
});
