import type { Workflow } from '../../shared/domain/workflow.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { workflows } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { changeLedgers } from '../../shared/records/change-ledgers.ts';
import { claims, openRuns, unclosedRuns } from '../../shared/records/runs.ts';
import type { WaitPhase } from '../../shared/domain/run.ts';
import { endWait } from '../../shared/use-cases/runs/end-wait.ts';
import { reconcileRuns } from '../../shared/use-cases/runs/reconcile-runs.ts';
import { SYSTEM_RUN } from '../../shared/use-cases/runs/run-progress.ts';
import { startRun } from '../../shared/use-cases/runs/start-run.ts';
import { CrashError } from './crashing-store.ts';
import { DrivenRun } from './drive-run.ts';
import type { Death } from './mortal.ts';
import { ADMIN, RunWorld } from './run-world.ts';
import { IDS, sampleWorkflow } from './sample-run.ts';
import { user } from './vendor-world.ts';

/** Who uses nothing. */
export const SLEEPERS = ['ada', 'bob'];

/** Everything of a run that must not depend on who died on the way. */
export interface RunEnd {
  readonly run: object;
  /** Items as `who state reason`. */
  readonly items: readonly string[];
  readonly changes: readonly string[];
  readonly mails: readonly string[];
  readonly left: object;
  /** Events as `action who`, in order of name. */
  readonly events: readonly string[];
}

/** How long the scheduler lets a call rest that died, at the least. */
const RETRY_MS = 2_000;

/** Events that say what a worker did who came after one that died between a change and writing down what came of it. */
const AFTER_A_DEATH: ReadonlySet<string> = new Set(['item.reconciled', 'item.held']);

/** A run over a few people, whose workers are killed at one call. */
export class MortalRun extends RunWorld {
  readonly death: Death;
  runId = '';
  died = false;
  #names: ReadonlyMap<string, string> = new Map();

  constructor(death: Death) {
    super();
    this.death = death;
  }

  /** What the workers of the run take. */
  override all(store: RecordStore = this.store) {
    const deps = super.all(store);
    const { death } = this;
    return {
      ...deps,
      connectors: death.overVendors(deps.connectors),
      store: death.over(store, 'store'),
      objects: death.over(this.objects, 'objects'),
      machines: death.over(deps.machines, 'machines'),
      scheduler: death.over(deps.scheduler, 'scheduler'),
      mailer: death.over(deps.mailer, 'mailer'),
      permits: death.over(deps.permits, 'permits'),
    };
  }

  /** Two people who use nothing among enough others, and a workflow. */
  async openRun(workflow: Partial<Workflow> = {}): Promise<this> {
    await this.open();
    const now = this.clock.now();
    const busy = Array.from({ length: 20 }, (_, index) => `busy${String(index)}`);
    this.vendor.users.push(
      ...SLEEPERS.map((name) => user(name)),
      ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
    );
    this.vendor.pageSize = 30;
    await this.setChart([...SLEEPERS, ...busy].map((name) => ({ email: `${name}@example.com` })));
    await this.seed(put(workflows, sampleWorkflow(workflow), 'any'));
    const result = await startRun(super.all(), ADMIN, IDS.workflow, { source: 'user' });
    if (result.kind !== 'started') throw new Error(result.kind);
    this.runId = result.run.runId;
    return this;
  }

  /** Does something as whoever calls it would: again, a little later, where it died. */
  async again<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      const done = await this.#tried(call);
      if (done !== 'died') return done.value;
      this.clock.advance(RETRY_MS);
    }
  }

  /** Carries the run to its end, whose steps are called again where they die; every wait ends by its schedule. */
  async carry(driven = new DrivenRun(this, this.runId)): Promise<void> {
    for (let waits = 0; waits < 6; waits += 1) {
      const stopped = await this.again(() => driven.drive());
      if (stopped === 'finished') return;
      await this.again(() => this.#endWait(stopped));
    }
    throw new Error('The run never ended.');
  }

  /** Carries the run until a worker dies; its execution is lost then. Whether that came before its end. */
  async carryToDeath(): Promise<boolean> {
    const driven = new DrivenRun(this, this.runId);
    for (;;) {
      const stopped = await this.#tried(() => driven.drive());
      if (stopped === 'died') break;
      if (stopped.value === 'finished') return false;
      const { value } = stopped;
      if ((await this.#tried(() => this.#endWait(value))) === 'died') break;
    }
    this.machines.endRun(this.runId);
    return (await this.run(this.runId)).counts === null;
  }

  async reconcile(): Promise<void> {
    await reconcileRuns(super.all());
  }

  async #tried<T>(call: () => Promise<T>): Promise<{ readonly value: T } | 'died'> {
    try {
      return { value: await call() };
    } catch (fault) {
      if (!(fault instanceof CrashError)) throw fault;
      this.died = true;
      return 'died';
    }
  }

  async #endWait(phase: WaitPhase): Promise<void> {
    const { wait } = await this.run(this.runId);
    if (wait === null) throw new Error('The run waits for nothing.');
    if (wait.until > this.clock.now()) this.clock.set(wait.until);
    await endWait(this.all(), SYSTEM_RUN, this.runId, { by: 'schedule', phase });
  }

  /** How everything stands. */
  async end(): Promise<RunEnd> {
    const { status, stage, counts, failure, verdicts, seal, stop } = await this.run(this.runId);
    const items = await this.items(this.runId);
    this.#names = new Map(
      items.map(({ accountId, personId }) => [
        accountId,
        SLEEPERS.find((name) => personId?.includes(name)) ?? '?',
      ]),
    );
    const held = await Promise.all(items.map(({ accountId }) => this.store.get(claims, { accountId })));
    const ledger = await this.store.get(changeLedgers, { applicationId: IDS.application });
    return {
      run: { status, stage, counts, failure, verdicts, stop, size: seal?.size },
      items: items
        .map((item) => `${this.nameOf(item.accountId)} ${item.state} ${String(item.reason)}`)
        .sort(),
      changes: [...this.changer.changes].sort(),
      mails: this.mailer.outbox.map(({ to }) => to).sort(),
      left: {
        claims: held.filter((claim) => claim !== undefined).length,
        open: await this.store.get(openRuns, { workflowId: IDS.workflow }),
        unclosed: await this.store.get(unclosedRuns, { runId: this.runId }),
        reserved: ledger?.reserved.length ?? 0,
      },
      events: this.store
        .auditTrail()
        .filter(({ action }) => action !== 'instance.changed')
        .map(({ action, accountId }) => `${action} ${accountId === null ? 'run' : this.nameOf(accountId)}`)
        .sort(),
    };
  }

  /** Whose account it is, of those that the last look at the end showed. */
  nameOf(accountId: string): string {
    return this.#names.get(accountId) ?? '?';
  }

  /** Whether what a worker left who died had to be settled: a change by reading the vendor, a notice by holding its item. */
  isSettledLater(): boolean {
    return this.actions().some((action) => AFTER_A_DEATH.has(action));
  }
}
