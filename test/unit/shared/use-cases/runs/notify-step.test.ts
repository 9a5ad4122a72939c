import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { notifyStep } from '../../../../../shared/use-cases/runs/notify-step.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { mapShards } from '../../../../support/drive-run.ts';
import { ADMIN, RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, personIdOf } from '../../../../support/vendor-world.ts';

const ANSWER_BY = '2026-03-10T09:00:00.000Z';
const LATEST = '2026-03-03T09:00:00.000Z';
const INTENT = { noticeId: 'ntc_00000000-sample', intentAt: NOW, acceptedAt: null, answerBy: ANSWER_BY };

const passed = async (
  names: readonly string[] = ['ada'],
  item: (name: string) => Partial<PlanItem> = () => ({}),
  run: Partial<Run> = {},
): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(names, { stage: 'notify', answerBy: ANSWER_BY, ...run }, item);
  return world;
};

const notify = (world: RunWorld, name = 'ada') => notifyStep(world.all(), world.shardInput(name));
const ask = (world: RunWorld) => notifyStep(world.all(), world.wholeInput());

const notifyAll = async (world: RunWorld): Promise<string> => {
  for (let round = 0; round < 60; round += 1) {
    const left = await ask(world);
    if (left.outcome === 'rate-limited' || left.outcome === 'delayed') world.clock.set(left.notBefore);
    else if (left.outcome !== 'more') return left.outcome;
    else if ('shards' in left)
      await mapShards(world, IDS.run, left.shards, (input) => notifyStep(world.all(), input));
  }
  throw new Error('The notices never settled.');
};

describe('sending a notice', () => {
  it('mails the person once, with a link of their own, and stores when it was accepted', async () => {
    const world = await passed();
    expect(await notify(world)).toMatchObject({ outcome: 'done' });
    const [mail] = world.mailer.outbox;
    expect(world.mailer.outbox).toHaveLength(1);
    expect(mail?.to).toBe('ada@example.com');
    expect(mail?.text).toContain('https://seats.example.com/answer/link-');
    expect(mail?.text).toContain('Zoom');
    expect(Object.keys(mail?.tags ?? {}).sort()).toEqual(['noticeId', 'runId']);
    expect(await world.item('ada')).toMatchObject({
      state: 'noticed',
      notice: { intentAt: NOW, acceptedAt: NOW, answerBy: ANSWER_BY },
    });
    expect(world.actions()).toEqual(['item.notice-intended', 'item.noticed']);
    const token = /answer\/(link-\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(await world.links.read(token)).toMatchObject({
      kind: 'valid',
      claims: { runId: IDS.run, accountId: accountIdOf('ada'), expiresAt: ANSWER_BY },
    });
  });

  it('stores neither address nor name in the item or the audit trail', async () => {
    const world = await passed();
    await notify(world);
    const stored = JSON.stringify([await world.items(), world.store.auditTrail()]);
    expect(stored).not.toContain('ada@example.com');
    expect(stored).not.toContain('"ada"');
  });

  it('writes to nobody who left, and closes the sending once', async () => {
    const world = await passed(['ada', 'bob'], (name) => ({ left: name === 'bob' }));
    expect(await notifyAll(world)).toBe('done');
    expect(await notifyAll(world)).toBe('done');
    expect(world.mailer.outbox.map(({ to }) => to)).toEqual(['ada@example.com']);
    expect(await world.states()).toEqual({ noticed: 1, planned: 1 });
    expect(world.actions().filter((action) => action === 'run.notices-sent')).toHaveLength(1);
    expect((await world.run()).stage).toBe('wait');
  });

  it('holds a person whose mail is refused, who has no address, or who would be told too late', async () => {
    const refused = await passed();
    refused.mailer.refuse('ada@example.com');
    await notify(refused);
    expect(await refused.item('ada')).toMatchObject({ state: 'held', reason: 'notice-refused' });

    const unknown = await passed(['ada'], () => ({ personId: personIdOf('nobody@example.com') }));
    await notify(unknown);
    expect(await unknown.item('ada')).toMatchObject({ state: 'held', reason: 'no-address' });

    const late = await passed();
    late.clock.set('2026-03-03T09:00:00.001Z');
    await notify(late);
    expect(await late.item('ada')).toMatchObject({ state: 'held', reason: 'notice-too-late' });
    expect(late.mailer.outbox).toEqual([]);
    expect(await late.isClaimed('ada')).toBe(false);
  });

  it('still sends at the last moment that leaves the whole notice period', async () => {
    const world = await passed();
    world.clock.set(LATEST);
    await notify(world);
    expect(await world.item('ada')).toMatchObject({ state: 'noticed', notice: { acceptedAt: LATEST } });
  });

  it('takes back the intent of a throttled mail and sends it later', async () => {
    const world = await passed();
    world.mailer.troubleNext({ kind: 'throttled' });
    const result = await notify(world);
    expect(result).toMatchObject({ outcome: 'rate-limited', notBefore: '2026-03-02T09:00:30.000Z' });
    expect(await world.item('ada')).toMatchObject({ state: 'planned', notice: null });
    world.clock.set('2026-03-02T09:00:30.000Z');
    await notify(world);
    expect(world.mailer.outbox).toHaveLength(1);
  });

  it('keeps to the rate of the mail service', async () => {
    const world = await passed(['ada', 'bob', 'cleo', 'dan', 'eve', 'fay']);
    world.mail = { name: 'mail', perSecond: 0.1, perDay: null };
    expect(await notifyAll(world)).toBe('done');
    expect(world.mailer.outbox).toHaveLength(6);
    expect(world.clock.now() >= '2026-03-02T09:00:50.000Z').toBe(true);
  });

  it('waits where the quota of the day is used up, and the machine with it', async () => {
    const world = await passed(['ada', 'bob'], () => ({}), { answerBy: '2026-03-12T09:00:00.000Z' });
    world.mail = { name: 'mail', perSecond: 50, perDay: 1 };
    expect(await notifyAll(world)).toBe('done');
    expect(world.clock.now()).toBe('2026-03-03T10:00:00.000Z');
    expect(await world.states()).toEqual({ noticed: 2 });
  });

  it('stops once the run is cancelled', async () => {
    const world = await passed();
    await cancelRun(world.all(), ADMIN, IDS.run);
    expect(await notify(world)).toMatchObject({ outcome: 'done' });
    expect(await ask(world)).toMatchObject({ outcome: 'ended' });
    expect(world.mailer.outbox).toEqual([]);
  });
});

describe('never two mails to one person', () => {
  it('leaves a fresh intent to its worker, and holds an old one', async () => {
    const world = await passed(['ada'], () => ({ notice: INTENT }));
    await notify(world);
    expect(await world.item('ada')).toMatchObject({ state: 'planned', version: 1 });
    expect(await ask(world)).toMatchObject({
      outcome: 'rate-limited',
      notBefore: '2026-03-02T09:15:00.000Z',
    });
    world.clock.set('2026-03-02T09:15:00.000Z');
    expect(await notifyAll(world)).toBe('done');
    expect(await world.item('ada')).toMatchObject({ state: 'held', reason: 'notice-outcome-unknown' });
    expect(world.mailer.outbox).toEqual([]);
  });

  it('when called twice at once', async () => {
    const world = await passed(['ada', 'bob', 'cleo']);
    await Promise.all([notifyAll(world), notifyAll(world), notifyAll(world)]);
    expect(world.mailer.outbox.map(({ to }) => to).sort()).toEqual([
      'ada@example.com',
      'bob@example.com',
      'cleo@example.com',
    ]);
    expect(await world.states()).toEqual({ noticed: 3 });
  });

  it.each([true, false])('when the answer of the mail service is lost (delivered: %s)', async (delivered) => {
    const world = await passed();
    world.mailer.troubleNext({ kind: 'lost', delivered });
    await expect(notify(world)).rejects.toThrow('lost');
    expect(await notifyAll(world)).toBe('done');
    expect(world.mailer.outbox).toHaveLength(delivered ? 1 : 0);
    expect(await world.item('ada')).toMatchObject({ state: 'held', reason: 'notice-outcome-unknown' });
  });

  it.each(['before', 'after'] as const)('when killed %s any call to the store', async (when) => {
    for (let at = 1; at <= 20; at += 1) {
      const world = await passed();
      const dying = new CrashingStore(world.store, at, when);
      await notifyStep(world.all(dying), world.shardInput('ada')).catch(() => undefined);
      const sent = world.mailer.outbox.length;
      expect(await notifyAll(world)).toBe('done');
      expect(world.mailer.outbox.length, `killed at call ${at}`).toBeLessThanOrEqual(1);
      const { state } = await world.item('ada');
      expect(state === 'noticed' || (state === 'held' && world.mailer.outbox.length === sent)).toBe(true);
    }
  });
});
