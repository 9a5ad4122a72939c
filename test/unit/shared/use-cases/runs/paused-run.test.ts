import { describe, expect, it } from 'vitest';
import { put } from '../../../../../shared/records/change.ts';
import { recheckVerdicts } from '../../../../../shared/records/runs.ts';
import { workflows } from '../../../../../shared/records/applications.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { endWait, resumeRuns } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const DAY_MS = 86_400_000;
const SLEEPERS = ['ada', 'bob', 'cleo', 'dan'];

/** Four people who use nothing, among fifty others; their time to answer was ended, and nothing was acted on yet. */
class PausingRun {
  readonly world = new RunWorld();
  runId = '';
  driven = new DrivenRun(this.world, '');

  async open(): Promise<this> {
    await this.world.open();
    const now = this.world.clock.now();
    const busy = Array.from({ length: 50 }, (_, index) => `busy${index}`);
    this.world.vendor.users.push(
      ...SLEEPERS.map((name) => user(name)),
      ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
    );
    await this.world.setChart(
      [...SLEEPERS, ...busy].map((name) => ({ email: `${name}@example.com`, firstName: name })),
    );
    await this.world.seed(put(workflows, sampleWorkflow(), 'any'));
    const result = await startRun(this.world.all(), ADMIN, IDS.workflow, { source: 'user' });
    if (result.kind !== 'started') throw new Error(result.kind);
    this.runId = result.run.runId;
    this.driven = new DrivenRun(this.world, this.runId);
    expect(await this.driven.drive()).toBe('answers');
    await endWait(this.world.all(), ADMIN, this.runId, { by: 'admin' });
    return this;
  }

  async itemsLeft() {
    return (await this.world.items(this.runId)).filter(({ state }) => state === 'due');
  }

  /** The vendor's name of an account that is due still. */
  async oneLeft(): Promise<string> {
    const [item] = await this.itemsLeft();
    const name = SLEEPERS.find((sleeper) => item?.personId === `per_${sleeper}-example-com`);
    if (name === undefined) throw new Error('Nobody is left.');
    return name;
  }

  async endOf(name: string) {
    const items = await this.world.items(this.runId);
    const item = items.find(({ personId }) => personId === `per_${name}-example-com`);
    return [item?.state, item?.reason];
  }

  signIn(name: string): void {
    const at = plusMs(this.world.clock.now(), -60_000);
    this.world.changer.edit(`v-${name}`, { signIns: [at] });
  }

  async reconnect(): Promise<void> {
    await this.world.setConnection({ state: 'connected' });
    await resumeRuns(this.world.all(), ADMIN, IDS.connection);
  }

  /** Acts until the tokens are refused at the second change, and lets days pass. */
  async pauseForDays(): Promise<void> {
    const revoked = { kind: 'reconnect-needed', reason: 'revoked' } as const;
    this.world.changer.troubleNext({ kind: 'rate-limited', notBefore: this.world.clock.now() }, revoked);
    expect(await this.driven.drive()).toBe('reconnect');
    expect((await this.world.run(this.runId)).stage).toBe('act');
    this.world.clock.advance(3 * DAY_MS);
  }

  visits(step: string): number {
    return this.driven.entered.filter((entered) => entered === step).length;
  }
}

describe('a run that pauses for days while it acts', () => {
  it('keeps the license of somebody who signed in meanwhile, and acts on the others once', async () => {
    const run = await new PausingRun().open();
    await run.pauseForDays();
    const name = await run.oneLeft();
    run.signIn(name);
    await run.reconnect();
    expect(await run.driven.drive()).toBe('finished');
    expect(await run.endOf(name)).toEqual(['kept', 'came-back']);
    const others = SLEEPERS.filter((sleeper) => sleeper !== name);
    expect([...run.world.changer.changes].sort()).toEqual(others.map((other) => `v-${other}`));
    expect((await run.world.run(run.runId)).counts).toEqual({ verified: 3, kept: 1 });
  });

  it('does not touch somebody who became exempt meanwhile', async () => {
    const run = await new PausingRun().open();
    await run.pauseForDays();
    const name = await run.oneLeft();
    await run.world.exempt({ subject: { kind: 'email', email: `${name}@example.com` }, expiresAt: null });
    await run.reconnect();
    expect(await run.driven.drive()).toBe('finished');
    expect(await run.endOf(name)).toEqual(['protected', 'exempt']);
    expect(run.world.changer.changes).not.toContain(`v-${name}`);
  });

  it('goes on with who is idle still, and changes each once', async () => {
    const run = await new PausingRun().open();
    await run.pauseForDays();
    const left = await run.itemsLeft();
    await run.reconnect();
    const again = run.world.clock.now();
    expect(await run.driven.drive()).toBe('finished');
    expect([...run.world.changer.changes].sort()).toEqual(SLEEPERS.map((name) => `v-${name}`));
    expect((await run.world.run(run.runId)).counts).toEqual({ verified: 4 });
    for (const { accountId } of left) {
      const verdict = await run.world.store.get(recheckVerdicts, { runId: run.runId, accountId });
      expect(verdict?.evidence.decidedAt).toBe(again);
    }
  });

  it('re-checks after a rate limit until the next day', async () => {
    const run = await new PausingRun().open();
    const notBefore = plusMs(run.world.clock.now(), DAY_MS);
    run.world.vendor.onCall = () => {
      if (run.world.clock.now() >= notBefore) run.world.changer.edit('v-ada', { signIns: [notBefore] });
    };
    const limited = { kind: 'rate-limited', notBefore } as const;
    run.world.changer.troubleNext(limited, limited, limited, limited);
    expect(await run.driven.drive()).toBe('finished');
    expect(await run.endOf('ada')).toEqual(['kept', 'came-back']);
    expect([...run.world.changer.changes].sort()).toEqual(['v-bob', 'v-cleo', 'v-dan']);
  });

  it('does not read again after a short pause', async () => {
    const run = await new PausingRun().open();
    const revoked = { kind: 'reconnect-needed', reason: 'revoked' } as const;
    run.world.changer.troubleNext(revoked);
    expect(await run.driven.drive()).toBe('reconnect');
    const before = run.visits('recheck');
    const reports = () => run.world.vendor.calls.filter(({ method }) => method === 'readSignIns').length;
    const read = reports();
    run.world.clock.advance(60_000);
    await run.reconnect();
    expect(await run.driven.drive()).toBe('finished');
    expect(run.visits('recheck')).toBe(before + 1);
    expect(reports()).toBe(read);
    expect((await run.world.run(run.runId)).counts).toEqual({ verified: 4 });
  });

  it('holds what was due where the kill switch was turned on meanwhile', async () => {
    const run = await new PausingRun().open();
    await run.pauseForDays();
    const left = await run.itemsLeft();
    const changed = run.world.changer.changes.length;
    await run.world.setPolicy({ killSwitch: { on: true, reason: 'stop' } });
    await run.reconnect();
    expect(await run.driven.drive()).toBe('finished');
    expect(run.world.changer.changes).toHaveLength(changed);
    const { counts } = await run.world.run(run.runId);
    expect(counts?.['held']).toBe(left.length);
  });
});
