import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { put } from '../../../../../shared/records/change.ts';
import { exemptEntries, exemptLists } from '../../../../../shared/records/exempt-lists.ts';
import { serviceAccountLists } from '../../../../../shared/records/service-accounts.ts';
import { actStep } from '../../../../../shared/use-cases/runs/act-step.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import type { ChangeTrouble } from '../../../../support/changing-vendor.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import type { MemoryUser } from '../../../../support/memory-vendor.ts';
import { mapShards } from '../../../../support/drive-run.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, daysAgo, personIdOf } from '../../../../support/vendor-world.ts';

const LEASE_MS = 15 * 60_000;
const LATER = '2026-03-02T09:00:20.000Z';
const DUE = { state: 'due' } as const;

const due = async (names: readonly string[] = ['ada'], patch: Partial<PlanItem> = {}): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(names, { stage: 'recheck' }, () => ({ ...DUE, ...patch }));
  return world;
};

const act = (world: RunWorld, name = 'ada') => actStep(world.all(), world.shardInput(name));
const ask = (world: RunWorld) => actStep(world.all(), world.wholeInput());

/** Acts as the machine does, until nothing is left or it pauses; the clock follows every wait. */
const actAll = async (world: RunWorld): Promise<string> => {
  for (let round = 0; round < 40; round += 1) {
    const left = await ask(world);
    if (left.outcome === 'rate-limited') world.clock.set(left.notBefore);
    else if (left.outcome !== 'more') return left.outcome;
    else if ('shards' in left)
      await mapShards(world, IDS.run, left.shards, (input) => actStep(world.all(), input));
  }
  throw new Error('The actions never settled.');
};

describe('acting on a due item', () => {
  it('reads, stores intent and before-image, sends once and writes the outcome down', async () => {
    const world = await due();
    expect(await act(world)).toMatchObject({ outcome: 'done', scope: 'shard' });
    expect(world.changer.changes).toEqual(['v-ada']);
    expect(await world.item('ada')).toMatchObject({
      state: 'acted',
      actedAt: NOW,
      intent: { at: NOW, attempts: 1 },
      beforeImage: { status: 'active', tier: 'licensed', role: { kind: 'member' }, readAt: NOW },
    });
    expect(world.actions()).toEqual(['run.stage-entered', 'item.acting', 'item.acted']);
    expect(await ask(world)).toMatchObject({ outcome: 'done' });
  });

  it('names plan hash and application in every event of an item', async () => {
    const world = await due();
    await act(world);
    const events = world.store.auditTrail().filter(({ accountId }) => accountId !== null);
    expect(new Set(events.map(({ planHash }) => planHash))).toEqual(new Set(['a'.repeat(64)]));
    expect(new Set(events.map(({ applicationId }) => applicationId))).toEqual(new Set([IDS.application]));
  });

  it.each<[string, Partial<MemoryUser>, string]>([
    ['an owner', { role: { id: '0', kind: 'owner' } }, 'vendor-owner'],
    ['an admin', { role: { id: '1', kind: 'admin' } }, 'vendor-admin'],
    ['a custom role', { role: { id: 'custom-1', kind: 'custom' } }, 'custom-role'],
    ['a role nobody knows', { role: { id: null, kind: 'unknown' } }, 'role-unknown'],
    ['an account that is not active', { status: 'inactive' }, 'not-active'],
    ['one that is there already', { tier: 'basic' }, 'already-there'],
    ['one whose tier is another by now', { tier: 'other' }, 'tier-changed'],
  ])('never touches %s', async (_, patch, reason) => {
    const world = await due();
    world.changer.edit('v-ada', patch);
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'protected', reason });
    expect(world.changer.changes).toEqual([]);
    expect(await world.isClaimed('ada')).toBe(false);
  });

  it('never touches somebody who became exempt since the re-check', async () => {
    const world = await due();
    const listId = 'exl_00000000-sample';
    const subject = { kind: 'email' as const, email: 'ada@example.com' };
    const entry = { exemptionId: 'exm_00000000-sample', scope: 'global' as const, subject, listId };
    await world.seed(put(exemptLists, { scope: 'global', listId, importId: null, version: 1 }, 'any'));
    await world.store.writeMany([
      put(
        exemptEntries,
        {
          ...entry,
          reason: 'on call',
          ownerId: IDS.user,
          startsAt: daysAgo(1),
          expiresAt: null,
          removedAt: null,
          version: 1,
        },
        'any',
      ),
    ]);
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'protected', reason: 'exempt' });
    expect(world.changer.changes).toEqual([]);
  });

  it('refuses with the reason where the account is gone or the vendor says no, and goes on', async () => {
    const world = await due(['ada', 'bob', 'cleo']);
    world.changer.remove('v-ada');
    world.changer.troubleNext({ kind: 'refused', code: '2034', reason: 'No.' });
    expect(await actAll(world)).toBe('done');
    const states = await world.items();
    expect(await world.item('ada')).toMatchObject({ state: 'refused', reason: 'account-gone' });
    expect(states.filter(({ vendorReason }) => vendorReason === '2034: No.')).toHaveLength(1);
    expect(await world.states()).toEqual({ refused: 2, acted: 1 });
  });
});

describe('answers that stop a worker', () => {
  const stops: [string, ChangeTrouble, string, string, boolean][] = [
    ['a rate limit', { kind: 'rate-limited', notBefore: LATER }, 'rate-limited', 'due', false],
    ['a refused token', { kind: 'reconnect-needed', reason: 'gone' }, 'done', 'due', true],
    ['a missing scope', { kind: 'not-granted', scope: 'user:write' }, 'done', 'due', true],
    [
      'no usable answer',
      { kind: 'unavailable', reason: '502', notBefore: LATER },
      'rate-limited',
      'acting',
      false,
    ],
  ];
  it.each(stops)('%s leaves the item for later', async (_, trouble, outcome, state, reconnects) => {
    const world = await due();
    world.changer.troubleNext(trouble);
    expect(await act(world)).toMatchObject({ outcome });
    expect(await world.item('ada')).toMatchObject({ state });
    expect(world.reconnects.length > 0).toBe(reconnects);
    if (reconnects) expect(await ask(world)).toMatchObject({ outcome: 'reconnect' });
    if (state === 'due') expect(await world.item('ada')).toMatchObject({ intent: null, beforeImage: null });
  });

  it('leaves word of a limit beyond the end of the child, so that the machine waits instead of asking again', async () => {
    const world = await due();
    const notBefore = '2026-03-02T12:00:00.000Z';
    world.changer.troubleNext({ kind: 'rate-limited', notBefore });
    expect(await act(world)).toMatchObject({ outcome: 'done' });
    expect(await ask(world)).toMatchObject({ outcome: 'delayed', notBefore });
    world.clock.set(notBefore);
    expect(await ask(world)).toMatchObject({ outcome: 'more' });
  });

  it('waits in the child for less than a minute, and leaves it to the run to wait longer', async () => {
    const world = await due();
    const in59 = plusMs(world.clock.now(), 59_999);
    world.changer.troubleNext({ kind: 'rate-limited', notBefore: in59 });
    expect(await act(world)).toMatchObject({ outcome: 'rate-limited', notBefore: in59 });
    const in60 = plusMs(world.clock.now(), 60_000);
    world.changer.troubleNext({ kind: 'rate-limited', notBefore: in60 });
    expect(await act(world)).toMatchObject({ outcome: 'done' });
    expect(await ask(world)).toMatchObject({ outcome: 'delayed', notBefore: in60 });
    expect(world.changer.changes).toEqual([]);
  });

  it('ends a child that has lived long enough', async () => {
    const world = await due();
    const input = world.shardInput('ada', '2026-03-02T08:55:00.000Z');
    expect(await actStep(world.all(), input)).toMatchObject({ outcome: 'done' });
    expect(world.changer.changes).toEqual([]);
  });

  it('goes on after a reconnect', async () => {
    const world = await due(['ada', 'bob']);
    world.changer.troubleNext({ kind: 'reconnect-needed', reason: 'revoked' });
    expect(await actAll(world)).toBe('reconnect');
    await world.setConnection({ state: 'connected' });
    expect(await actAll(world)).toBe('done');
    expect([...world.changer.changes].sort()).toEqual(['v-ada', 'v-bob']);
  });
});

describe('one change per item', () => {
  it('when invoked twice in sequence and twice at once', async () => {
    const world = await due(['ada', 'bob', 'cleo']);
    const input = world.shardInput('ada');
    await Promise.all([actStep(world.all(), input), actStep(world.all(), input)]);
    await actStep(world.all(), input);
    expect(world.changer.changes.filter((id) => id === 'v-ada')).toEqual(['v-ada']);
    await Promise.all([actAll(world), actAll(world)]);
    expect([...world.changer.changes].sort()).toEqual(['v-ada', 'v-bob', 'v-cleo']);
    expect(await world.states()).toEqual({ acted: 3 });
  });

  it.each(['before', 'after'] as const)('when killed %s any call to the store', async (when) => {
    const one = await due();
    let calls = 0;
    const counting = new CrashingStore(one.store, Number.POSITIVE_INFINITY, when);
    await actStep(one.all(counting), one.shardInput('ada'));
    calls = Object.values(one.store.calls).reduce((sum, count) => sum + count, 0);
    for (let at = 1; at <= calls; at += 1) {
      const world = await due();
      const dying = new CrashingStore(world.store, at, when);
      await actStep(world.all(dying), world.shardInput('ada')).catch(() => undefined);
      expect(await actAll(world), `killed at call ${at}`).toBe('done');
      expect(world.changer.changes, `killed at call ${at}`).toEqual(['v-ada']);
      expect(await world.item('ada')).toMatchObject({ state: 'acted' });
    }
  });

  it.each(['before', 'after'] as const)('when killed %s any call to the vendor', async (when) => {
    for (let call = 1; call <= 2; call += 1) {
      const world = await due();
      world.changer.dieAt = { call, when };
      await expect(act(world)).rejects.toThrow('died');
      world.changer.dieAt = null;
      expect(await actAll(world)).toBe('done');
      expect(world.changer.changes).toEqual(['v-ada']);
    }
  });

  it('leaves a fresh intent to its worker and settles an old one by reading', async () => {
    const world = await due();
    world.changer.troubleNext({ kind: 'unavailable', reason: '502', notBefore: LATER, made: true });
    await act(world);
    await act(world);
    expect(await world.item('ada')).toMatchObject({ state: 'acting' });
    const held = await ask(world);
    expect(held).toEqual({
      ...world.wholeInput(),
      scope: undefined,
      outcome: 'rate-limited',
      notBefore: '2026-03-02T09:15:00.000Z',
    });
    world.clock.advance(LEASE_MS);
    expect(await actAll(world)).toBe('done');
    expect(await world.item('ada')).toMatchObject({ state: 'acted', reason: 'reconciled' });
    expect(world.actions()).toContain('item.reconciled');
    expect(world.changer.changes).toEqual(['v-ada']);
  });

  it('sends again only after a read showed that nothing was done, and gives up after three times', async () => {
    const world = await due();
    const lost: ChangeTrouble = { kind: 'unavailable', reason: '502', notBefore: LATER };
    world.changer.troubleNext(lost, lost, lost);
    expect(await actAll(world)).toBe('done');
    expect(await world.item('ada')).toMatchObject({ state: 'failed', reason: 'too-many-attempts' });
    expect(world.changer.changes).toEqual([]);
    expect(await world.isClaimed('ada')).toBe(false);
  });

  it('fails an item whose account became something else while its outcome was unknown', async () => {
    const world = await due();
    world.changer.troubleNext({ kind: 'unavailable', reason: '502', notBefore: LATER });
    await act(world);
    world.changer.edit('v-ada', { tier: 'other' });
    world.clock.advance(LEASE_MS);
    await actAll(world);
    expect(await world.item('ada')).toMatchObject({ state: 'failed', reason: 'not-as-expected' });
  });
});

describe('stopping in the middle', () => {
  it('holds what is due once the kill switch is on', async () => {
    const world = await due(['ada', 'bob', 'cleo']);
    await act(world);
    await world.setPolicy({ killSwitch: { on: true, reason: 'stop' } });
    expect(await actAll(world)).toBe('done');
    expect(await world.states()).toEqual({ acted: 1, held: 2 });
    expect(world.changer.changes).toEqual(['v-ada']);
  });

  it('protects whom the policy protects since the re-check', async () => {
    const world = await due(['ada', 'bob']);
    await world.setPolicy({ protectedPersonIds: [personIdOf('ada@example.com')] });
    expect(await actAll(world)).toBe('done');
    expect(await world.item('ada')).toMatchObject({ state: 'protected', reason: 'protected-person' });
    expect(world.changer.changes).toEqual(['v-bob']);
  });

  it('protects what was marked as a service account since the re-check', async () => {
    const world = await due(['ada', 'bob']);
    const subject = { kind: 'address' as const, address: 'ada@example.com' };
    const mark = { subject, reason: 'Jobs', markedBy: null, markedAt: NOW };
    await world.seed(
      put(serviceAccountLists, { instanceId: IDS.instance, marks: [mark], version: 1 }, 'any'),
    );
    expect(await actAll(world)).toBe('done');
    expect(await world.item('ada')).toMatchObject({ state: 'protected', reason: 'service-account' });
    expect(world.changer.changes).toEqual(['v-bob']);
  });

  it('begins nothing after a cancellation, but settles what was sent', async () => {
    const world = await due(['ada', 'bob']);
    world.changer.troubleNext({ kind: 'unavailable', reason: '502', notBefore: LATER, made: true });
    await act(world);
    await cancelRun(world.all(), ADMIN, IDS.run);
    expect(await actAll(world)).toBe('done');
    expect(await world.states()).toEqual({ acted: 1, due: 1 });
    expect(world.changer.changes).toEqual(['v-ada']);
  });

  it('goes straight to the report where nothing was sent', async () => {
    const world = await due();
    await cancelRun(world.all(), ADMIN, IDS.run);
    expect(await actAll(world)).toBe('ended');
    expect(world.changer.changes).toEqual([]);
  });
});
