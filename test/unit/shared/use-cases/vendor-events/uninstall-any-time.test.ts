import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { workflows } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { endWait } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { uninstallLeftovers } from '../../../../support/uninstall-leftovers.ts';
import { UninstallingWorld } from '../../../../support/uninstalling-world.ts';
import { user } from '../../../../support/vendor-world.ts';

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
class UninstalledWorld extends UninstallingWorld {
  readonly at: number;
  stage: string | null = null;
  runId = '';
  readonly #interrupted: InterruptedStore;

  constructor(at: number) {
    super();
    this.at = at;
    this.#interrupted = new InterruptedStore(this.store, async (read) => {
      if (read !== this.at) return;
      this.stage = (await this.run(this.runId)).stage;
      await this.uninstall();
    });
  }

  override all(store: RecordStore = this.#interrupted) {
    return super.all(store);
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
  const result = await startRun(world.all(world.store), ADMIN, IDS.workflow, { source: 'user' });
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
        await world.workOff();
        const about = `read ${String(at)} at ${world.stage}`;
        expect(await uninstallLeftovers(world), about).toEqual([]);
        ends.add((await world.run(world.runId)).status);
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
