import { describe, expect, it } from 'vitest';
import { type PlanItemState } from '../../../../../shared/domain/plan-item.ts';
import { shardOf } from '../../../../../shared/domain/plan.ts';
import { policySchema } from '../../../../../shared/domain/policy.ts';
import { put } from '../../../../../shared/records/change.ts';
import { policies } from '../../../../../shared/records/protections.ts';
import { planItems, recheckVerdicts, runs } from '../../../../../shared/records/runs.ts';
import { recheckStep } from '../../../../../shared/use-cases/recheck/recheck-step.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import {
  LATER,
  afterTheWait,
  callsOf,
  change,
  itemOf,
  itemsOf,
  recheck,
  stateOf,
} from '../../../../support/recheck-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { type VendorWorld, personIdOf } from '../../../../support/vendor-world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const TWO_DAYS_ON = '2026-03-11T09:05:00.000Z';
const SEEN = { signIns: ['2026-03-10T08:00:00.000Z'] };
const MANY = Array.from({ length: 60 }, (_, index) => `many${index}`);

const readsOf = (world: VendorWorld): string[] =>
  world.vendor.calls.filter(({ method }) => method === 'readAccount').map(({ about }) => about);

/** All are due, and two days went by in which nobody acted. */
const afterAPause = async (names?: readonly string[]): Promise<VendorWorld> => {
  const world = await afterTheWait({}, names);
  await recheck(world);
  world.surroundings.clock.set(TWO_DAYS_ON);
  world.vendor.calls.length = 0;
  return world;
};

const setState = async (world: VendorWorld, name: string, state: PlanItemState): Promise<void> =>
  world.seed(put(planItems, { ...(await itemOf(world, name)), state }, 'any'));

describe('a re-check after a long pause of the step that acts', () => {
  it('judges anew what is due, and leaves alone whoever came back', async () => {
    const world = await afterAPause();
    change(world, 'ada', SEEN);
    await world.exempt({ subject: { kind: 'email', email: 'bob@example.com' }, expiresAt: null });
    const { shards } = { shards: [], ...(await recheck(world)) };
    expect(await stateOf(world, 'ada')).toEqual(['kept', 'came-back']);
    expect(await stateOf(world, 'bob')).toEqual(['protected', 'exempt']);
    expect(await stateOf(world, 'cleo')).toEqual(['due', null]);
    expect(shards).toEqual([shardOf((await itemOf(world, 'cleo')).accountId)]);
  });

  it('writes nothing but the verdict of an item that stays due', async () => {
    const world = await afterAPause();
    const before = await itemOf(world, 'cleo');
    const events = world.store.auditTrail().length;
    await recheck(world);
    expect(await itemOf(world, 'cleo')).toEqual(before);
    expect(world.store.auditTrail()).toHaveLength(events);
    const stored = await world.store.get(recheckVerdicts, {
      runId: IDS.run,
      accountId: before.accountId,
    });
    expect(stored?.evidence.decidedAt).toBe(TWO_DAYS_ON);
  });

  it('holds what can no longer be judged', async () => {
    const world = await afterAPause();
    world.vendor.failAlways('readSignIns', { kind: 'not-granted', scope: 'report' });
    await recheck(world);
    expect(await stateOf(world, 'cleo')).toEqual(['held', 'sign-ins-not-read']);
  });

  it.each<[PlanItemState]>([['acted'], ['verified'], ['refused']])(
    'does not touch an item that is %s',
    async (state) => {
      const world = await afterAPause();
      await setState(world, 'ada', state);
      const before = await itemOf(world, 'ada');
      change(world, 'ada', SEEN);
      await recheck(world);
      expect(await itemOf(world, 'ada')).toEqual(before);
      expect(readsOf(world).sort()).toEqual(['v-bob', 'v-cleo']);
    },
  );

  it('holds what is due while the kill switch is on, without asking the vendor', async () => {
    const world = await afterAPause();
    await setState(world, 'ada', 'acting');
    const policy = policySchema.parse({ killSwitch: { on: true, reason: 'stop' } });
    await world.seed(put(policies, policy, 'any'));
    expect(await recheck(world)).toMatchObject({ outcome: 'done', shards: [] });
    expect(await stateOf(world, 'ada')).toEqual(['acting', null]);
    expect(await stateOf(world, 'bob')).toEqual(['held', 'kill-switch']);
    expect(world.vendor.calls).toEqual([]);
  });

  it('reads every account once, however often the vendor wants a pause in between', async () => {
    const world = await afterAPause(MANY);
    change(world, 'many7', SEEN);
    let asked = 0;
    world.vendor.onCall = (method) => {
      if (method !== 'readAccount') return;
      asked += 1;
      const notBefore = new Date(Date.parse(world.surroundings.clock.now()) + 10_000).toISOString();
      if (asked % 2 === 0) world.vendor.failNext('readAccount', { kind: 'rate-limited', notBefore });
    };
    expect((await recheck(world)).outcome).toBe('done');
    expect(asked).toBe(MANY.length * 2 - 1);
    expect(await stateOf(world, 'many7')).toEqual(['kept', 'came-back']);
    const states = (await itemsOf(world)).map(({ state }) => state);
    expect(states.filter((state) => state === 'due')).toHaveLength(MANY.length - 1);
  });

  it('comes to the same however it is cut off', async () => {
    const changed = async (): Promise<VendorWorld> => {
      const world = await afterAPause();
      change(world, 'ada', SEEN);
      change(world, 'bob', { role: { id: '1', kind: 'member' } });
      return world;
    };
    const calm = await changed();
    const before = callsOf(calm);
    const wanted = await recheck(calm);
    const total = callsOf(calm) - before;
    for (const when of ['before', 'after'] as const)
      for (let at = 1; at <= total; at += 1) {
        const world = await changed();
        const dying = new CrashingStore(world.store, at, when);
        await recheckStep(world.deps(dying), world.input()).catch((fault: unknown) => {
          if (!(fault instanceof CrashError)) throw fault;
        });
        expect(await recheck(world), `cut off ${when} call ${at}`).toEqual(wanted);
        expect(await stateOf(world, 'ada')).toEqual(['kept', 'came-back']);
        expect(await stateOf(world, 'bob')).toEqual(['protected', 'vendor-admin']);
        expect(await stateOf(world, 'cleo')).toEqual(['due', null]);
      }
  });
});

describe('a re-check after a short pause of the step that acts', () => {
  it('names the shards that hold due items still, and asks nobody', async () => {
    const world = await afterTheWait();
    await recheck(world);
    await setState(world, 'ada', 'acted');
    await setState(world, 'bob', 'acting');
    world.vendor.calls.length = 0;
    world.surroundings.clock.advance(30 * MINUTE_MS);
    const shards = [shardOf((await itemOf(world, 'cleo')).accountId)];
    expect(await recheck(world)).toEqual({ ...world.input(), outcome: 'done', shards });
    expect(world.vendor.calls).toEqual([]);
  });
});

describe('a re-check that is paused itself', () => {
  it('judges anew what became due before a long pause', async () => {
    const world = await afterTheWait();
    world.vendor.onCall = () => {
      if (readsOf(world).length === 2)
        world.vendor.failNext('readAccount', { kind: 'reconnect-needed', reason: 'revoked' });
    };
    expect((await recheck(world)).outcome).toBe('reconnect');
    world.vendor.onCall = () => undefined;
    const first = (await itemsOf(world)).find(({ state }) => state === 'due');
    const name = ['ada', 'bob', 'cleo'].find((one) => first?.personId === personIdOf(`${one}@example.com`));
    if (name === undefined) throw new Error('Nobody is due yet.');
    world.surroundings.clock.advance(2 * DAY_MS);
    change(world, name, SEEN);
    expect((await recheck(world)).outcome).toBe('done');
    expect(await stateOf(world, name)).toEqual(['kept', 'came-back']);
    const states = (await itemsOf(world)).map(({ state }) => state);
    expect(states.sort()).toEqual(['due', 'due', 'kept']);
  });

  it('comes to its end where it takes long without a pause, reading the activity anew on its way', async () => {
    const world = await afterTheWait();
    world.vendor.calls.length = 0;
    world.vendor.onCall = (method) => {
      if (method === 'readAccount') world.surroundings.clock.advance(20 * MINUTE_MS);
    };
    expect((await recheck(world)).outcome).toBe('done');
    expect(readsOf(world).sort()).toEqual(['v-ada', 'v-bob', 'v-cleo']);
    const reports = world.vendor.calls.filter(({ method }) => method === 'readSignIns');
    expect(reports.length).toBeGreaterThan(1);
  });
});

describe('a re-check of a run that is over', () => {
  it.each<[PlanItemState]>([['acting'], ['acted']])(
    'leaves what is %s to the step that acts',
    async (state) => {
      const world = await afterTheWait();
      await recheck(world);
      await setState(world, 'ada', state);
      await world.seed(put(runs, { ...(await world.run()), cancelRequested: true }, 'any'));
      const shards = [shardOf((await itemOf(world, 'ada')).accountId)];
      expect(await recheck(world)).toEqual({ ...world.input(), outcome: 'done', shards });
      expect(world.surroundings.clock.now()).toBe(LATER);
    },
  );
});
