import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../../shared/domain/connection.ts';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { put } from '../../../../../shared/records/change.ts';
import { openRuns, unclosedRuns } from '../../../../../shared/records/runs.ts';
import { reconcileRuns } from '../../../../../shared/use-cases/runs/reconcile-runs.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { Death } from '../../../../support/mortal.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { dies } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const LEASE_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const INTENT = { operationId: 'opn_00000000-sample', at: NOW, attempts: 1 };
const BEFORE = {
  status: 'active',
  tier: 'licensed',
  role: { id: '2', kind: 'member' },
  readAt: NOW,
} as const;
const ACTING: Partial<PlanItem> = { state: 'acting', intent: INTENT, beforeImage: BEFORE };

type Vendor = (world: RunWorld) => void;
const made: Vendor = ({ changer }) => {
  changer.edit('v-ada', { tier: 'basic' });
};

/** A run that has ended while Ada's change was on its way, and Bob was due. */
const ended = async (
  item: Partial<PlanItem> = ACTING,
  connection: Connection['state'] = 'connected',
  patch: Partial<Run> = {},
): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(
    ['ada', 'bob'],
    { stage: 'act', status: 'failed', failure: 'It broke.', endedAt: NOW, ...patch },
    (name) => (name === 'ada' ? item : { state: 'due' }),
  );
  await world.seed(put(unclosedRuns, { runId: IDS.run }, 'any'));
  await world.machines.startRun(IDS.run);
  world.machines.endRun(IDS.run);
  await world.setConnection({ state: connection });
  return world;
};

const lastEvent = (world: RunWorld) => world.store.auditTrail().at(-1);

describe('changes that a run had sent which has ended', () => {
  const cases: [string, Partial<PlanItem>, Vendor, Partial<PlanItem>][] = [
    ['was made', ACTING, made, { state: 'verified', reason: 'reconciled' }],
    ['was not made', ACTING, () => undefined, { state: 'cancelled', reason: 'run-failed' }],
    [
      'came to something else',
      ACTING,
      ({ changer }) => {
        changer.edit('v-ada', { tier: 'other' });
      },
      { state: 'failed', reason: 'not-as-expected' },
    ],
    ['was answered and not read back', { ...ACTING, state: 'acted' }, made, { state: 'verified' }],
  ];
  it.each(cases)(
    'are settled by reading once nobody can be at them: one that %s',
    async (_, item, vendor, expected) => {
      const world = await ended(item);
      vendor(world);
      if (item.state === 'acting') {
        expect(await reconcileRuns(world.all())).toMatchObject({ closed: 0 });
        expect(await world.states()).toEqual({ acting: 1, cancelled: 1 });
        expect(await world.isClaimed('bob')).toBe(false);
      }
      world.clock.advance(LEASE_MS);
      expect(await reconcileRuns(world.all())).toMatchObject({ closed: 1 });
      expect(await world.item('ada')).toMatchObject(expected);
      expect(world.changer.changes).toEqual([]);
      expect(await world.isClaimed('ada')).toBe(false);
      expect(await world.store.get(unclosedRuns, { runId: IDS.run })).toBeUndefined();
      expect(lastEvent(world)).toMatchObject({ action: 'run.ended' });
      expect(lastEvent(world)?.after).not.toHaveProperty('unknown');
    },
  );

  it('wait for a reconnect while the plan would have, and are settled then', async () => {
    const world = await ended(ACTING, 'needs-reconnect');
    made(world);
    world.clock.advance(13 * DAY_MS);
    expect(await reconcileRuns(world.all())).toMatchObject({ closed: 0 });
    await world.setConnection({ state: 'connected' });
    expect(await reconcileRuns(world.all())).toMatchObject({ closed: 1 });
    expect(await world.item('ada')).toMatchObject({ state: 'verified' });
  });

  it.each<[string, Connection['state'], number]>([
    ['nobody connected again in time', 'needs-reconnect', 14 * DAY_MS],
    ['the connection was disconnected', 'disconnected', 0],
  ])('are said to be unknown where %s', async (_, state, ms) => {
    const world = await ended(ACTING, state);
    world.clock.advance(ms);
    expect(await reconcileRuns(world.all())).toMatchObject({ closed: 1 });
    expect(await world.item('ada')).toMatchObject({ state: 'failed', reason: 'outcome-unknown' });
    expect(await world.isClaimed('ada')).toBe(false);
    expect(lastEvent(world)).toMatchObject({
      action: 'run.ended',
      after: { status: 'failed', failed: 1, cancelled: 1, unknown: 1 },
    });
  });

  it('are left for later by the report of a cancelled run, which frees its workflow and says so', async () => {
    const world = await ended(ACTING, 'needs-reconnect', {
      ...{ status: 'open', failure: null, endedAt: null, cancelRequested: true },
    });
    await world.seed(put(openRuns, { workflowId: IDS.workflow, runId: IDS.run }, 'any'));
    expect(await reportStep(world.all(), world.input())).toMatchObject({ outcome: 'done' });
    expect(await world.run()).toMatchObject({ status: 'cancelled', endedAt: NOW, counts: null });
    expect(lastEvent(world)).toMatchObject({ action: 'run.unsettled', after: { unsettled: 1 } });
    expect(await world.store.get(openRuns, { workflowId: IDS.workflow })).toBeUndefined();
    await reportStep(world.all(), world.input());
    expect(world.actions().filter((action) => action === 'run.unsettled')).toHaveLength(1);
    made(world);
    await world.setConnection({ state: 'connected' });
    world.clock.advance(LEASE_MS);
    await reconcileRuns(world.all());
    expect(await world.run()).toMatchObject({ counts: { verified: 1, cancelled: 1 } });
  });

  it('are settled once, wherever the reconciler is killed', async () => {
    for (const when of ['before', 'after'] as const)
      for (let at = 1; ; at += 1) {
        const world = await ended();
        made(world);
        world.clock.advance(LEASE_MS);
        const death = new Death(at, when);
        const store = death.over(world.store, 'store');
        // One run's death is one fault among those of the others.
        const died = await dies(async () => {
          await reconcileRuns(world.all(store)).catch((fault: unknown) => {
            throw fault instanceof AggregateError ? fault.errors[0] : fault;
          });
        });
        await reconcileRuns(world.all());
        expect(await world.run()).toMatchObject({ counts: { verified: 1, cancelled: 1 } });
        for (const action of ['item.reconciled', 'item.verified', 'item.cancelled', 'run.ended'] as const)
          expect(world.actions().filter((one) => one === action)).toHaveLength(1);
        if (!died) break;
      }
  });
});

describe('a notice of which nobody knows whether it went out', () => {
  it('is never sent again, and its item ends with the run', async () => {
    const notice = { noticeId: 'ntc_00000000-sample', intentAt: NOW, acceptedAt: null, answerBy: NOW };
    const world = await ended({ state: 'planned', notice });
    world.clock.advance(LEASE_MS);
    await reconcileRuns(world.all());
    expect(await world.item('ada')).toMatchObject({ state: 'cancelled', reason: 'run-failed', notice });
    expect(world.mailer.outbox).toEqual([]);
    expect(await world.isClaimed('ada')).toBe(false);
  });
});
