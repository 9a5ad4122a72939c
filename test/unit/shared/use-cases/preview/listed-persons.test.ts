import { describe, expect, it } from 'vitest';
import { personHistory } from '../../../../../shared/use-cases/people/person-history.ts';
import { previewStep } from '../../../../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { VendorWorld, daysAgo, personIdOf, untilSettled, user } from '../../../../support/vendor-world.ts';

/** Ada matches, Cleo is protected, Dan is in use. */
const previewed = async (mode: 'act' | 'suggest'): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  world.vendor.users.push(
    user('ada'),
    user('cleo', { role: { id: '1', kind: 'admin' } }),
    user('dan', { signIns: [daysAgo(1)] }),
  );
  await world.setChart(['ada', 'cleo', 'dan'].map((name) => ({ email: `${name}@example.com` })));
  await world.startRun({ workflow: { ...sampleWorkflow(), mode } });
  await untilSettled(world, () => pullStep(world.deps(), world.input()));
  await untilSettled(world, () => previewStep(world.deps(), world.input()));
  return world;
};

const historyOf = async (world: VendorWorld, name: string) =>
  (await personHistory(world.deps(), personIdOf(`${name}@example.com`), { limit: 50, after: null })).items;

describe('a run’s verdict', () => {
  it.each(['act', 'suggest'] as const)(
    'is among what happened to the person in a run to %s',
    async (mode) => {
      const world = await previewed(mode);
      const verdicts = (await historyOf(world, 'ada')).filter(({ kind }) => kind === 'verdict');
      expect(verdicts).toMatchObject([
        { runId: IDS.run, verdict: { kind: 'match' }, applicationId: IDS.application },
      ]);
      expect(await historyOf(world, 'cleo')).toMatchObject([
        { kind: 'verdict', verdict: { kind: 'protected', reason: 'vendor-admin' }, item: null },
      ]);
      expect(await historyOf(world, 'dan')).toEqual([]);
    },
  );
});
