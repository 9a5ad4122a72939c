import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { MemoryDropQueue } from '../../shared/adapters/memory/memory-drop-queue.ts';
import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import type { Deprovision } from '../../shared/domain/import.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { commitImport } from '../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../shared/use-cases/imports/import-csv.ts';
import { pullStep } from '../../shared/use-cases/pull/pull-step.ts';
import { DrivenRun } from './drive-run.ts';
import type { MemoryUser } from './memory-vendor.ts';
import { ADMIN, RunWorld } from './run-world.ts';
import { IDS } from './sample-run.ts';
import { untilSettled, user } from './vendor-world.ts';

/** What is asked for unless a test says otherwise. */
export const DEACTIVATE = {
  instanceId: IDS.instance,
  outcome: { kind: 'deactivate' },
  notify: false,
  noticePeriod: null,
} as const satisfies Omit<Deprovision, 'runId'>;

export const csvOf = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(['email', ...lines].join('\n'));

/** A company whose accounts were read once, among fifty others who are always there. */
export class FileWorld extends RunWorld {
  readonly dropQueue = new MemoryDropQueue();

  /** What an import takes besides. */
  imports(store: RecordStore = this.store) {
    return { ...this.all(store), csv: new PapaCsvReader(), dropQueue: this.dropQueue };
  }

  /** Adds people with accounts, reads them all, and lets every number through the limits. */
  async staff(users: readonly MemoryUser[], limitless = true): Promise<this> {
    await this.open();
    await this.setConnection({
      capabilities: ['list-accounts', 'read-activity', 'change-tier', 'deactivate', 'remove'],
    });
    const others = Array.from({ length: 50 }, (_, index) => user(`other${index}`));
    this.vendor.users.push(...users, ...others);
    await this.setChart([...users, ...others].map(({ email }) => ({ email })));
    if (limitless)
      await this.setPolicy({
        limits: {
          perRunCount: 1000,
          perRunShare: 1,
          weekShare: 1,
          monthShare: 1,
          teamCount: 1000,
          teamShare: 1,
          smallInstanceSize: 0,
          smallInstanceCount: 1000,
        },
      });
    const sync = { contract: CONTRACT, connectionId: IDS.connection, pullId: 'pul_sync-0001' } as const;
    await untilSettled(this, () => pullStep(this.all(), sync));
    return this;
  }

  send(csv: Uint8Array, ask: Partial<Omit<Deprovision, 'runId'>> = {}, caller: Caller = ADMIN) {
    const target = { kind: 'manual-deprovision', applicationId: null } as const;
    const deprovision = { ...DEACTIVATE, ...ask };
    return importCsv(this.imports(), caller, { ...target, deprovision }, csv);
  }

  /** Imports and commits a file; the id of its run. */
  async begin(csv: Uint8Array, ask: Partial<Omit<Deprovision, 'runId'>> = {}): Promise<string> {
    const { importId } = await this.send(csv, ask);
    const { result, import: job } = await commitImport(this.imports(), ADMIN, importId);
    const runId = job.deprovision?.runId ?? null;
    if (runId === null) throw new Error(`The commit came to ${result} and began no run.`);
    return runId;
  }

  drive(runId: string) {
    return new DrivenRun(this, runId).drive();
  }
}
