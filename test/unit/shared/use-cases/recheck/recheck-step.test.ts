import { describe, expect, it } from 'vitest';
import { policySchema } from '../../../../../shared/domain/policy.ts';
import { put } from '../../../../../shared/records/change.ts';
import { coolDowns, policies } from '../../../../../shared/records/protections.ts';
import { planItems, recheckVerdicts, runs } from '../../../../../shared/records/runs.ts';
import { moveItem } from '../../../../../shared/use-cases/move-item.ts';
import { recheckStep } from '../../../../../shared/use-cases/recheck/recheck-step.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { shardOf } from '../../../../../shared/domain/plan.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import {
  ANSWER_BY,
  LATER,
  afterTheWait,
  callsOf,
  change,
  chart,
  itemOf,
  itemsOf,
  recheck,
  stateOf,
} from '../../../../support/recheck-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { personIdOf } from '../../../../support/vendor-world.ts';

describe('a re-check', () => {
  it('makes due what still matches, and names the shards', async () => {
    const world = await afterTheWait();
    const result = await recheck(world);
    const items = await itemsOf(world);
    expect(items.map(({ state }) => state)).toEqual(['due', 'due', 'due']);
    const shards = [...new Set(items.map(({ accountId }) => shardOf(accountId)))].sort((a, b) => a - b);
    expect(result).toEqual({ ...world.input(), outcome: 'done', shards });
  });

  it.each([
    ['signed in since', { signIns: ['2026-03-05T10:00:00.000Z'] }, ['kept', 'came-back']],
    [
      'signed in minutes after the plan was made',
      { signIns: ['2026-03-02T09:01:00.000Z'] },
      ['kept', 'came-back'],
    ],
    ['hosted a meeting since', { hosted: ['2026-03-08T10:00:00.000Z'] }, ['kept', 'came-back']],
    [
      'hosted a meeting on the day of the plan',
      { hosted: ['2026-03-02T12:00:00.000Z'] },
      ['kept', 'came-back'],
    ],
    ['shows a newer last sign-in', { lastLoginAt: '2026-03-04T10:00:00.000Z' }, ['kept', 'came-back']],
    ['became an admin', { role: { id: '1', kind: 'member' } }, ['protected', 'vendor-admin']],
    ['became an owner', { role: { id: '0', kind: 'member' } }, ['protected', 'vendor-owner']],
    ['got a custom role', { role: { id: 'custom-1', kind: 'member' } }, ['protected', 'custom-role']],
    ['got a role nobody lists', { role: { id: 'brand-new', kind: 'member' } }, ['held', 'role-unknown']],
    ['was deactivated by somebody', { status: 'inactive' }, ['protected', 'not-active']],
    ['was downgraded by somebody', { tier: 'basic' }, ['protected', 'already-changed']],
    ['lost its last sign-in', { lastLoginAt: null }, ['held', 'no-usable-signal']],
    ['changed its address', { email: 'someone-else@example.com' }, ['held', 'no-person']],
  ] as const)('leaves alone an account that %s', async (_, patch, expected) => {
    const world = await afterTheWait();
    change(world, 'ada', patch);
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(expected);
    expect(await stateOf(world, 'bob')).toEqual(['due', null]);
  });

  it('protects from an account that is gone', async () => {
    const world = await afterTheWait();
    world.vendor.users.splice(0, 1);
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['protected', 'gone']);
  });

  it('takes the people of the chart as it is now', async () => {
    const world = await afterTheWait();
    await world.setChart(chart().slice(1), 'cht_00000000-newer');
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['held', 'no-person']);
  });

  it('protects by a cool-down and by the policy of now', async () => {
    const world = await afterTheWait();
    const { accountId } = await itemOf(world, 'ada');
    const policy = policySchema.parse({ protectedPersonIds: [personIdOf('bob@example.com')] });
    await world.seed(
      put(coolDowns, { accountId, until: '2026-06-01T00:00:00.000Z', runId: IDS.run }, 'any'),
      put(policies, policy, 'any'),
    );
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['protected', 'cool-down']);
    expect(await stateOf(world, 'bob')).toEqual(['protected', 'protected-person']);
  });

  it.each([
    ['lapsed before the plan was sealed', '2026-03-02T08:59:00.000Z', ['due', null]],
    ['lapsed between seal and now', '2026-03-05T00:00:00.000Z', ['protected', 'exempt']],
    ['does not end', null, ['protected', 'exempt']],
  ] as const)('protects by an exemption that %s', async (_, expiresAt, expected) => {
    const world = await afterTheWait();
    await world.exempt({ subject: { kind: 'email', email: 'ada@example.com' }, expiresAt });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(expected);
  });

  it('holds everything while the kill switch is on, without asking the vendor', async () => {
    const world = await afterTheWait();
    const policy = policySchema.parse({ killSwitch: { on: true, reason: 'stop' } });
    await world.seed(put(policies, policy, 'any'));
    world.vendor.calls.length = 0;
    expect(await recheck(world)).toEqual({ ...world.input(), outcome: 'done', shards: [] });
    expect(await stateOf(world, 'ada')).toEqual(['held', 'kill-switch']);
    expect(world.vendor.calls).toEqual([]);
  });

  it('lets an answer win that came in meanwhile', async () => {
    const world = await afterTheWait();
    const ada = await itemOf(world, 'ada');
    const run = await world.run();
    world.vendor.onCall = (method, about) => {
      if (method !== 'readAccount' || about !== 'v-ada') return;
      void moveItem(world.deps(), SYSTEM_RUN, run, ada, 'kept', 'item.kept', { reason: 'answered-keep' });
    };
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['kept', 'answered-keep']);
  });

  it('holds an item whose notice was never sent', async () => {
    const world = await afterTheWait();
    const ada = await itemOf(world, 'ada');
    await world.seed(put(planItems, { ...ada, state: 'planned', notice: null }, 'any'));
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['held', 'notice-not-sent']);
  });

  it('acts without notices where the workflow sends none', async () => {
    const world = await afterTheWait({ workflow: sampleWorkflow({ notify: false }) });
    const ada = await itemOf(world, 'ada');
    await world.seed(put(planItems, { ...ada, state: 'planned', notice: null }, 'any'));
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['due', null]);
  });

  it('acts before the deadline only where the wait was ended early', async () => {
    const early = '2026-03-03T09:00:00.000Z';
    const world = await afterTheWait();
    world.surroundings.clock.set(early);
    const wait = { phase: 'answers', taskToken: 't', until: ANSWER_BY, decision: 'ended-early' } as const;
    await world.seed(put(runs, { ...(await world.run()), wait }, 'any'));
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['due', null]);
    const other = await afterTheWait();
    other.surroundings.clock.set(early);
    await recheck(other);
    expect(await stateOf(other, 'ada')).toEqual(['held', 'answer-time-not-over']);
  });

  it('keeps the fresh evidence of every item', async () => {
    const world = await afterTheWait();
    await recheck(world);
    const { accountId } = await itemOf(world, 'ada');
    const stored = await world.store.get(recheckVerdicts, { runId: IDS.run, accountId });
    expect(stored?.evidence).toMatchObject({ decidedAt: LATER, observedAt: LATER });
    expect(stored?.evidence.signals.engagement.at(-1)).toMatchObject({
      from: '2026-03-02',
      to: '2026-03-09',
    });
  });
});

describe('a re-check that meets trouble', () => {
  const unavailable = { kind: 'unavailable', reason: '502', notBefore: LATER } as const;

  it('holds all where the sign-in log can no longer be read', async () => {
    const world = await afterTheWait();
    world.vendor.failAlways('readSignIns', unavailable);
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['held', 'sign-ins-not-read']);
  });

  it('holds all where hosted meetings can no longer be read', async () => {
    const world = await afterTheWait();
    world.vendor.failAlways('readEngagement', { kind: 'not-granted', scope: 'report' });
    await recheck(world);
    expect(await stateOf(world, 'ada')).toEqual(['held', 'no-usable-signal']);
  });

  it('holds an item whose account gives no answer, and goes on with the others', async () => {
    const world = await afterTheWait();
    world.vendor.failNext('readAccount', ...Array.from({ length: 4 }, () => unavailable));
    await recheck(world);
    const states = (await itemsOf(world)).map(({ state, reason }) => `${state} ${reason ?? ''}`);
    expect(states.sort()).toEqual(['due ', 'due ', 'held vendor-unavailable']);
  });

  it('waits for a reconnect and reads the activity anew after it', async () => {
    const world = await afterTheWait();
    world.vendor.failNext('readAccount', { kind: 'reconnect-needed', reason: 'invalid_grant' });
    expect((await recheck(world)).outcome).toBe('reconnect');
    expect(world.reconnects).toEqual([IDS.connection]);
    world.surroundings.clock.advance(86_400_000);
    change(world, 'ada', { signIns: ['2026-03-10T08:00:00.000Z'] });
    expect((await recheck(world)).outcome).toBe('done');
    expect(await stateOf(world, 'ada')).toEqual(['kept', 'came-back']);
  });

  it('waits for the rate of the vendor', async () => {
    const world = await afterTheWait();
    const notBefore = '2026-03-09T09:10:00.000Z';
    world.vendor.failNext('readAccount', { kind: 'rate-limited', notBefore });
    expect(await recheckStep(world.deps(), world.input())).toMatchObject({ outcome: 'delayed', notBefore });
    expect((await recheck(world)).outcome).toBe('done');
  });

  it('ends for a run that was cancelled', async () => {
    const world = await afterTheWait();
    await world.seed(put(runs, { ...(await world.run()), cancelRequested: true }, 'any'));
    expect((await recheck(world)).outcome).toBe('ended');
  });

  it('comes to the same however it is cut off', async () => {
    const calm = await afterTheWait();
    const before = callsOf(calm);
    const wanted = await recheck(calm);
    const total = callsOf(calm) - before;
    for (let at = 1; at <= total; at += 1) {
      const world = await afterTheWait();
      await recheckStep(world.deps(new CrashingStore(world.store, at, 'after')), world.input()).catch(
        (fault: unknown) => {
          if (!(fault instanceof CrashError)) throw fault;
        },
      );
      expect(await recheck(world), `cut off after call ${at}`).toEqual(wanted);
      expect(world.store.auditTrail().filter(({ action }) => action === 'item.due')).toHaveLength(3);
    }
  });
});
