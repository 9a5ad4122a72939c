import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../../../../shared/contracts/workflow-steps.ts';
import type { Pull } from '../../../../../shared/domain/pull.ts';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import { shardOf } from '../../../../../shared/domain/plan.ts';
import { accounts, pulls } from '../../../../../shared/records/accounts.ts';
import { instances } from '../../../../../shared/records/applications.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { planItems } from '../../../../../shared/records/runs.ts';
import { verifyProgress } from '../../../../../shared/records/step-progress.ts';
import { actStep } from '../../../../../shared/use-cases/runs/act-step.ts';
import { failStep } from '../../../../../shared/use-cases/runs/fail-step.ts';
import { notifyStep } from '../../../../../shared/use-cases/runs/notify-step.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { verifyStep } from '../../../../../shared/use-cases/runs/verify-step.ts';
import { RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const LEASE_MS = 15 * 60_000;
const REFUSED = { kind: 'refused', code: '200', reason: 'No.' } as const;
const LOST = { kind: 'unavailable', reason: '502', notBefore: NOW } as const;

const planned = async (item: Partial<PlanItem>): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(['ada'], { stage: 'act', answerBy: '2026-03-10T09:00:00.000Z' }, () => item);
  return world;
};

const act = (world: RunWorld) => actStep(world.all(), world.shardInput('ada'));

const forget = (world: RunWorld) =>
  world.store.writeMany([
    remove(accounts, { instanceId: IDS.instance, pullId: IDS.pull, accountId: accountIdOf('ada') }),
  ]);

describe('every outcome', () => {
  it.each<[PlanItem['outcome']]>([
    [{ kind: 'downgrade', toTier: 'basic' }],
    [{ kind: 'deactivate' }],
    [{ kind: 'disassociate' }],
    [{ kind: 'delete', transferTo: 'heir@example.com' }],
  ])('is made and verified: %o', async (outcome) => {
    const world = await planned({ state: 'due', outcome });
    await act(world);
    expect(world.changer.changes).toEqual(['v-ada']);
    expect(await verifyStep(world.all(), world.input())).toMatchObject({ outcome: 'done' });
    expect(await world.item('ada')).toMatchObject({ state: 'verified' });
  });
});

describe('an account that cannot be read or found', () => {
  it('is refused with the vendor’s words before it is changed', async () => {
    const world = await planned({ state: 'due' });
    world.vendor.failNext('readAccount', REFUSED);
    await act(world);
    expect(await world.item('ada')).toMatchObject({
      state: 'refused',
      reason: 'vendor-refused',
      vendorReason: '200: No.',
    });
  });

  it('is refused where nobody knows its id, or the change finds it gone', async () => {
    const unknown = await planned({ state: 'due' });
    await forget(unknown);
    await act(unknown);
    expect(await unknown.item('ada')).toMatchObject({ state: 'refused', reason: 'account-gone' });
    const gone = await planned({ state: 'due' });
    gone.changer.troubleNext({ kind: 'gone' });
    await act(gone);
    expect(await gone.item('ada')).toMatchObject({ state: 'refused', reason: 'account-gone' });
  });

  it('fails as unknown where its change may have been made', async () => {
    for (const how of ['forgotten', 'refused'] as const) {
      const world = await planned({ state: 'due' });
      world.changer.troubleNext(LOST);
      await act(world);
      world.clock.advance(LEASE_MS);
      if (how === 'forgotten') await forget(world);
      else world.vendor.failNext('readAccount', REFUSED);
      await act(world);
      expect(await world.item('ada')).toMatchObject({ state: 'failed', reason: 'outcome-unknown' });
    }
  });

  it('is not said to be verified', async () => {
    for (const outcome of [{ kind: 'disassociate' }, { kind: 'downgrade', toTier: 'basic' }] as const) {
      const world = await planned({ state: 'acted', outcome });
      await forget(world);
      await verifyStep(world.all(), world.input());
      expect(await world.item('ada')).toMatchObject({ state: 'failed', reason: 'not-verified' });
    }
  });

  it('keeps its id by the run’s own pull where a later one no longer lists it', async () => {
    const world = await planned({ state: 'due' });
    const instance = await world.instance();
    if (instance === undefined) throw new Error('There is no instance.');
    await world.seed(put(instances, { ...instance, currentPullId: 'pul_00000000-later' }, 'any'));
    await act(world);
    expect(world.changer.changes).toEqual(['v-ada']);
  });
});

describe('the time of a call', () => {
  it('begins no change after a slow read, and takes it up in the next call', async () => {
    const world = await planned({ state: 'due' });
    world.vendor.onCall = () => {
      world.clock.advance(7_500);
    };
    await act(world);
    expect(world.changer.changes).toEqual([]);
    expect(await world.item('ada')).toMatchObject({ state: 'due', intent: null });
    world.vendor.onCall = () => undefined;
    await act(world);
    expect(world.changer.changes).toEqual(['v-ada']);
  });

  it('says more where it is over before the shard is', async () => {
    const slow = (world: RunWorld) => {
      world.vendor.onCall = () => {
        world.clock.advance(7_500);
      };
    };
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const world = await new RunWorld().open();
    await world.plan(names, { stage: 'act' }, () => ({ state: 'acted' }));
    slow(world);
    expect(await verifyStep(world.all(), world.input())).toMatchObject({ outcome: 'more' });
    const { failed = 0 } = await world.states();
    expect(failed).toBeGreaterThan(0);
    // Those that were taken up together.
    expect(failed).toBeLessThanOrEqual(8);
  });

  it('reads all of a plan back in as many calls as it takes, also what is acted on behind its back', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const world = await new RunWorld().open();
    await world.plan(names, { stage: 'act' }, () => ({ state: 'acted' }));
    world.vendor.onCall = () => {
      world.clock.advance(1_000);
    };
    let calls = 0;
    for (let outcome = 'more'; outcome === 'more'; calls += 1) {
      if (calls === 2) {
        const place = await world.store.get(verifyProgress, { runId: IDS.run });
        const items = await Promise.all(names.map((name) => world.item(name)));
        const late = items.find(({ accountId }) => shardOf(accountId) < (place?.shard ?? 0));
        expect(late).toBeDefined();
        const again: PlanItem[] = late === undefined ? [] : [{ ...late, state: 'acted' }];
        await world.seed(...again.map((item) => put(planItems, item, 'any')));
      }
      ({ outcome } = await verifyStep(world.all(), world.input()));
    }
    expect(calls).toBeGreaterThan(3);
    expect(await world.states()).toEqual({ failed: 40 });
  });

  it('reports in as many calls as it takes, counting once', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    const world = await new RunWorld().open();
    await world.plan(names, { stage: 'act', cancelRequested: true }, () => ({ state: 'due' }));
    const deps = world.all();
    const slow = {
      ...deps,
      ids: {
        next: (kind: Parameters<typeof deps.ids.next>[0]) => {
          world.clock.advance(1_000);
          return deps.ids.next(kind);
        },
      },
    };
    let calls = 0;
    for (let outcome = 'more'; outcome === 'more'; calls += 1)
      ({ outcome } = await reportStep(slow, world.input()));
    expect(calls).toBeGreaterThan(3);
    expect(await world.run()).toMatchObject({ status: 'cancelled', counts: { cancelled: 30 } });
    expect(world.actions().filter((action) => action === 'item.cancelled')).toHaveLength(30);
  });

  it('ends a child that tells people once it has lived long enough', async () => {
    const world = await planned({ state: 'planned' });
    const input = world.shardInput('ada', '2026-03-02T08:55:00.000Z');
    expect(await notifyStep(world.all(), input)).toMatchObject({ outcome: 'done' });
    expect(world.mailer.outbox).toEqual([]);
  });

  it('holds a person whose mail was taken too late', async () => {
    const world = await planned({ state: 'planned' });
    world.clock.set('2026-03-03T08:59:59.000Z');
    const mailer = {
      send: async (mail: Parameters<typeof world.mailer.send>[0]) => {
        world.clock.advance(2_000);
        return world.mailer.send(mail);
      },
      allowance: () => world.mailer.allowance(),
    };
    await notifyStep({ ...world.all(), mailer }, world.shardInput('ada'));
    expect(await world.item('ada')).toMatchObject({
      state: 'held',
      reason: 'notice-too-late',
      notice: { acceptedAt: '2026-03-03T09:00:01.000Z' },
    });
  });
});

describe('a sync that failed', () => {
  it('marks its pull failed, once', async () => {
    const world = await planned({ state: 'verified' });
    const pull = await world.store.get(pulls, { instanceId: IDS.instance, pullId: IDS.pull });
    if (pull === undefined) throw new Error('There is no pull.');
    const pullId = 'pul_00000000-sync';
    const reading: Pull = { ...pull, pullId, state: 'reading' };
    await world.seed(put(pulls, reading, 'any'));
    const input = {
      contract: CONTRACT,
      connectionId: IDS.connection,
      pullId,
      failure: { Error: 'States.Timeout' },
    } as const;
    await failStep(world.all(), input);
    await failStep(world.all(), input);
    expect(await world.store.get(pulls, { instanceId: IDS.instance, pullId })).toMatchObject({
      state: 'failed',
      failure: 'The sync stopped: a step failed (States.Timeout).',
    });
    expect(world.actions()).toEqual(['pull.failed']);
  });

  it('has nothing to mark where the connection is no more', async () => {
    const world = await planned({ state: 'verified' });
    const input = { contract: CONTRACT, connectionId: 'con_00000000-other', pullId: IDS.pull } as const;
    await expect(failStep(world.all(), input)).resolves.toBeUndefined();
  });
});
