import { describe, expect, it } from 'vitest';
import { RecordLeases } from '../../../../../shared/adapters/leases/record-leases.ts';
import { MemoryVault } from '../../../../../shared/adapters/memory/memory-vault.ts';
import { MemoryVendorEventQueue } from '../../../../../shared/adapters/memory/memory-vendor-event-queue.ts';
import { ENDED_STATES } from '../../../../../shared/domain/plan-item.ts';
import { SHARDS } from '../../../../../shared/domain/plan.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { accounts, pulls } from '../../../../../shared/records/accounts.ts';
import { connections, workflows } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { claims, openRuns } from '../../../../../shared/records/runs.ts';
import { markNeedsReconnect } from '../../../../../shared/use-cases/connections/connection-health.ts';
import { endWait } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { takeVendorEvent } from '../../../../../shared/use-cases/vendor-events/take-vendor-event.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const GONE = { kind: 'reconnect-needed', reason: 'The vendor refuses.' } as const;

/** Does something just before the n-th read of a record by key. */
class InterruptedStore extends CrashingStore {
  readonly #before: (read: number) => Promise<void>;
  #reads = 0;

  constructor(store: RecordStore, before: (read: number) => Promise<void>) {
    super(store, 0, 'before');
    this.#before = before;
  }

  override get: RecordStore['get'] = async (target, ref) => {
    this.#reads += 1;
    await this.#before(this.#reads);
    return super.get(target, ref);
  };
}

/** A company whose app is uninstalled at some read of a run. */
class UninstalledWorld extends RunWorld {
  readonly vault = new MemoryVault();
  readonly queue = new MemoryVendorEventQueue();
  readonly at: number;
  stage: string | null = null;
  runId = '';
  readonly #interrupted: InterruptedStore;

  constructor(at: number) {
    super();
    this.at = at;
    this.#interrupted = new InterruptedStore(this.store, async (read) => {
      if (read === this.at) await this.uninstall();
    });
  }

  override all(store: RecordStore = this.#interrupted) {
    const deps = super.all(store);
    return {
      ...deps,
      markNeedsReconnect: (id: string, reason: string) =>
        markNeedsReconnect({ ...deps, store: this.store }, id, reason),
    };
  }

  /** Everything on the store itself, for who comes from outside. */
  get plain() {
    return super.all(this.store);
  }

  get worker() {
    return {
      ...this.plain,
      settings: { ...this.plain.settings, refreshLease: 'PT10S' },
      vault: this.vault,
      leases: new RecordLeases(this.store, this.clock),
      tokens: { fresh: () => Promise.resolve(GONE), newerThan: () => Promise.resolve(GONE) },
      objects: this.objects,
      vendorEvents: this.queue,
    };
  }

  async uninstall(): Promise<void> {
    this.stage = (await this.run(this.runId)).stage;
    for (const method of [
      'listAccounts',
      'readAccount',
      'listRoles',
      'readEngagement',
      'readSignIns',
    ] as const)
      this.vendor.failAlways(method, GONE);
    this.changer.troubleNext(...Array.from({ length: 20 }, () => GONE));
    const heard = { connectionId: IDS.connection, receipt: 'a'.repeat(64), receivedAt: this.clock.now() };
    await takeVendorEvent(this.worker, { kind: 'uninstalled', ...heard, at: null });
    await this.work();
  }

  /** Works on what waits in the queue; a minute later, where it is held back so long. */
  async work(): Promise<void> {
    const message = this.queue.waiting.shift();
    if (message !== undefined) await takeVendorEvent(this.worker, message);
  }
}

const NAMES = ['ada', 'bob'];

/** A run with an uninstall before its n-th read; undefined where it has fewer. */
const runWith = async (at: number): Promise<UninstalledWorld> => {
  const world = await new UninstalledWorld(at).open();
  const now = world.clock.now();
  const busy = Array.from({ length: 30 }, (_, index) => `busy${String(index)}`);
  world.vendor.users.push(
    ...NAMES.map((name) => user(name)),
    ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
  );
  world.vendor.pageSize = 40;
  await world.setChart([...NAMES, ...busy].map((name) => ({ email: `${name}@example.com` })));
  await world.seed(put(workflows, sampleWorkflow(), 'any'));
  const result = await startRun(world.plain, ADMIN, IDS.workflow, { source: 'user' });
  if (result.kind !== 'started') throw new Error(result.kind);
  const { runId } = result.run;
  world.runId = runId;
  const driven = new DrivenRun(world, runId);
  for (let waits = 0; waits < 5; waits += 1) {
    const stopped = await driven.drive();
    if (stopped === 'finished') return world;
    const { wait } = await world.run(runId);
    if (wait === null) throw new Error('The run waits for nothing.');
    world.clock.set(wait.until);
    await endWait(world.all(), SYSTEM_RUN, runId, { by: 'schedule', phase: stopped });
  }
  throw new Error('The run never ended.');
};

describe('an uninstall before any read of a run', () => {
  it(
    'leaves nothing open, claimed or read behind, and a run that has ended',
    async () => {
      const stages = new Set<string>();
      const ends = new Set<string>();
      for (let at = 1; ; at += 1) {
        const world = await runWith(at);
        if (world.stage === null) break;
        stages.add(world.stage);
        world.clock.set(plusMs(world.clock.now(), 60_000));
        await world.work();
        const run = await world.run(world.runId);
        const about = `read ${String(at)} at ${world.stage}`;
        expect(run.status, about).not.toBe('open');
        expect(run.counts, about).not.toBeNull();
        ends.add(run.status);
        expect(await world.store.get(openRuns, { workflowId: IDS.workflow }), about).toBeUndefined();
        for (const item of await world.items(world.runId)) {
          expect(ENDED_STATES.has(item.state), about).toBe(true);
          expect(await world.store.get(claims, item), about).toBeUndefined();
        }
        const { instanceId } = run.workflow;
        expect((await world.store.get(connections, { connectionId: IDS.connection }))?.state, about).toBe(
          'disconnected',
        );
        const { records } = await world.store.page(pulls, { instanceId }, { limit: 10 });
        expect(records, about).toEqual([]);
        for (let shard = 0; shard < SHARDS; shard += 1)
          expect(
            (
              await world.store.page(
                accounts,
                { instanceId, pullId: run.pullId ?? IDS.pull, shard },
                { limit: 1 },
              )
            ).records,
            about,
          ).toEqual([]);
        expect(new Set(world.changer.changes).size, about).toBe(world.changer.changes.length);
      }
      expect([...stages].toSorted()).toEqual([
        'act',
        'guard',
        'notify',
        'preview',
        'pull',
        'recheck',
        'verify',
        'wait',
      ]);
      expect(ends.has('cancelled')).toBe(true);
    },
    // Some hundred whole runs.
    180_000,
  );
});
