import { beforeAll, describe, expect, it } from 'vitest';
import { ENDED_STATES } from '../../../../../shared/domain/plan-item.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { Death } from '../../../../support/mortal.ts';
import { MortalRun, type RunEnd, SLEEPERS } from '../../../../support/mortal-run.ts';
import { ADMIN } from '../../../../support/run-world.ts';

/** Longer than an intent belongs to its worker. */
const LEASE_MS = 16 * 60_000;

const worldDyingAt = (at: number, when: 'before' | 'after'): Promise<MortalRun> =>
  new MortalRun(new Death(at, when)).openRun();

/** Tells of each event how often it came, of those that may come again after a death. */
const countOf = (events: readonly string[], event: string): number =>
  events.filter((one) => one === event).length;

describe('a whole run, whose worker is killed at any call that changes or sends something', () => {
  let whole: RunEnd;
  beforeAll(async () => {
    const world = await worldDyingAt(Number.POSITIVE_INFINITY, 'before');
    await world.carry();
    whole = await world.end();
    expect(whole).toMatchObject({ changes: ['v-ada', 'v-bob'], run: { counts: { verified: 2 } } });
    expect(whole.mails).toHaveLength(2);
  });

  /** What holds whoever died: one change and one mail at most each, and no fact told twice. */
  const expectOnce = (end: RunEnd, about: string): void => {
    expect(new Set(end.changes).size, about).toBe(end.changes.length);
    expect(new Set(end.mails).size, about).toBe(end.mails.length);
    expect(end.left, about).toEqual(whole.left);
    const wasNotDone = end.events.some((event) => event.startsWith('item.reconciled'));
    for (const event of new Set(end.events)) {
      const mayRepeat = wasNotDone && /^item\.(due|acting) /.test(event);
      if (!mayRepeat && event.startsWith('item.')) expect(countOf(end.events, event), about).toBe(1);
    }
  };

  /** The same end; only whoever nobody knows of whether they were told is held, and keeps the license. */
  const expectSameEnd = (world: MortalRun, end: RunEnd, about: string): void => {
    expectOnce(end, about);
    const held = new Set(
      end.items
        .filter((item) => item.endsWith('held notice-outcome-unknown'))
        .map((item) => item.split(' ')[0]),
    );
    expect(end.items.length, about).toBe(2);
    expect(end.changes, about).toEqual(SLEEPERS.filter((name) => !held.has(name)).map((name) => `v-${name}`));
    for (const item of end.items)
      expect(item, about).toMatch(/ (verified (null|reconciled)|held notice-outcome-unknown)$/);
    if (held.size > 0) expect(world.death.killedAt, about).toMatch(/^(mailer\.send|store\.commit)$/);
  };

  it.each(['before', 'after'] as const)(
    'just %s it, ends as if nobody had been, once the step is called again',
    async (when) => {
      let settledLater = 0;
      let at = 1;
      for (; ; at += 1) {
        const world = await worldDyingAt(at, when);
        await world.carry();
        if (!world.died) break;
        const about = `killed ${when} call ${String(at)}, ${String(world.death.killedAt)}`;
        const end = await world.end();
        if (!world.isSettledLater()) expect(end, about).toEqual(whole);
        else expectSameEnd(world, end, about);
        if (world.isSettledLater()) settledLater += 1;
      }
      expect(at).toBeGreaterThan(80);
      // For each of two people: the mail and the change, and the note of what came of each.
      expect(settledLater).toBe(8);
    },
    120_000,
  );

  it('and whose execution is lost with it, ends the same after it was redriven: same run, same plan', async () => {
    let at = 1;
    for (; ; at += 1) {
      const world = await worldDyingAt(at, 'after');
      if (!(await world.carryToDeath())) break;
      const about = `killed after call ${String(at)}, ${String(world.death.killedAt)}`;
      const before = await world.run(world.runId);
      await world.reconcile();
      await world.reconcile();
      expect(world.machines.startedRuns, about).toEqual([world.runId, `${world.runId}-2`]);
      await world.carry(new DrivenRun(world, world.runId, 2));
      const { seal, stop, executions } = await world.run(world.runId);
      if (before.seal !== null) expect(seal, about).toEqual(before.seal);
      expect({ stop, executions }, about).toEqual({ stop: null, executions: 2 });
      const end = await world.end();
      expect(end.run, about).toMatchObject({ status: 'completed', failure: null });
      expectSameEnd(world, end, about);
    }
    expect(at).toBeGreaterThan(80);
  });

  it('and which is cancelled then, knows of everybody what became of them, and sends nothing more', async () => {
    let at = 1;
    for (; ; at += 1) {
      const world = await worldDyingAt(at, 'after');
      if (!(await world.carryToDeath())) break;
      const about = `killed after call ${String(at)}, ${String(world.death.killedAt)}`;
      const changes = [...world.changer.changes];
      const mails = world.mailer.outbox.length;
      await cancelRun(world.all(), ADMIN, world.runId);
      await world.reconcile();
      world.clock.advance(LEASE_MS);
      await world.reconcile();
      const end = await world.end();
      expectOnce(end, about);
      expect([world.changer.changes, world.mailer.outbox.length], about).toEqual([changes, mails]);
      for (const { state, accountId } of await world.items(world.runId)) {
        const wasChanged = changes.includes(`v-${world.nameOf(accountId)}`);
        expect(ENDED_STATES.has(state), about).toBe(true);
        expect(state === 'verified', about).toBe(wasChanged);
      }
    }
    expect(at).toBeGreaterThan(80);
  });
});
