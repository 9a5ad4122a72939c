import { describe, expect, it } from 'vitest';
import type { User } from '../../../../../shared/domain/user.ts';
import { users } from '../../../../../shared/records/access.ts';
import { put } from '../../../../../shared/records/change.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { endWait } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { failStep } from '../../../../../shared/use-cases/runs/fail-step.ts';
import { guardStep } from '../../../../../shared/use-cases/runs/guard-step.ts';
import { openWaitStep } from '../../../../../shared/use-cases/runs/open-wait-step.ts';
import { reconcileRuns } from '../../../../../shared/use-cases/runs/reconcile-runs.ts';
import { releasePlan } from '../../../../../shared/use-cases/runs/release-plan.ts';
import { Death } from '../../../../support/mortal.ts';
import { dies } from '../../../../support/pull-world.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const SECOND = 'usr_00000000-second';
const DEADLINE = '2026-03-10T09:00:00.000Z';

type Deps = ReturnType<RunWorld['all']>;

/** Something somebody does to a run, and what must be so afterwards, once. */
interface Deed {
  readonly prepare: () => Promise<RunWorld>;
  readonly act: (deps: Deps, world: RunWorld) => Promise<unknown>;
  /** Whether whoever died does it again; otherwise the reconciler makes up for what is missing. */
  readonly again: boolean;
  readonly events: readonly string[];
  readonly waits: readonly string[];
}

const second: User = {
  ...{ userId: SECOND, email: 'second@example.com', userName: 'second', externalId: null, role: 'admin' },
  ...{ active: true, source: 'api', sessionsValidFrom: null, createdAt: DEADLINE, version: 1 },
};

const waiting = async (phase: 'answers' | 'parked'): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  const names = phase === 'parked' ? Array.from({ length: 26 }, (_, index) => `p${String(index)}`) : ['ada'];
  await world.seed(put(users, second, 'any'));
  await world.plan(names, phase === 'parked' ? {} : { stage: 'wait', answerBy: DEADLINE }, () =>
    phase === 'parked' ? {} : { state: 'noticed' },
  );
  await world.machines.startRun(IDS.run);
  if (phase === 'parked') await guardStep(world.all(), world.input());
  await openWaitStep(world.all(), world.waitInput(phase));
  return world;
};

const DEEDS: Readonly<Record<string, Deed>> = {
  'releasing a parked plan': {
    prepare: () => waiting('parked'),
    act: (deps) =>
      releasePlan(
        deps,
        { actor: { kind: 'user', userId: SECOND, tokenId: null } },
        { runId: IDS.run, userId: SECOND, planHash: 'a'.repeat(64), reason: 'Looked at.' },
      ),
    again: false,
    events: ['plan.released'],
    waits: ['released'],
  },
  'cancelling a run that waits': {
    prepare: () => waiting('answers'),
    act: (deps) => cancelRun(deps, ADMIN, IDS.run),
    again: true,
    events: ['run.cancel-requested'],
    waits: ['ended'],
  },
  'ending a wait at its deadline': {
    prepare: async () => {
      const world = await waiting('answers');
      world.clock.set(DEADLINE);
      return world;
    },
    act: (deps) =>
      endWait(deps, { actor: { kind: 'system', name: 'schedule' } }, IDS.run, {
        by: 'schedule',
        phase: 'answers',
      }),
    again: true,
    events: ['run.wait-ended'],
    waits: ['over'],
  },
  'stopping a run whose execution gave up': {
    prepare: () => waiting('answers'),
    act: (deps, world) => failStep(deps, world.input()),
    again: true,
    events: ['run.stopped'],
    waits: [],
  },
};

describe.each(Object.entries(DEEDS))('%s', (_, { prepare, act, again, events, waits }) => {
  it.each(['before', 'after'] as const)('is done once, killed %s any call', async (when) => {
    for (let at = 1; ; at += 1) {
      const world = await prepare();
      const death = new Death(at, when);
      const deps = world.all();
      const before = world.actions().length;
      const died = await dies(() =>
        act(
          {
            ...deps,
            store: death.over(deps.store, 'store'),
            machines: death.over(deps.machines, 'machines'),
            scheduler: death.over(deps.scheduler, 'scheduler'),
          },
          world,
        ),
      );
      const isStored = world.actions().length > before;
      if (died && (again || !isStored)) await act(deps, world);
      await reconcileRuns(world.all());
      expect(world.actions().slice(before), `killed at ${String(at)}`).toEqual(events);
      expect(world.machines.completedWaits.map(({ outcome }) => outcome)).toEqual(waits);
      if (!died) break;
    }
  });
});
