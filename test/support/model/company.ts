import type { Scheduler } from 'fast-check';
import type { RecordStore } from '../../../shared/ports/record-store.ts';
import { CrashingStore } from '../crashing-store.ts';
import { doDeed, isDeath, setLimits } from './deeds.ts';
import { Execution, type Work } from './execution.ts';
import { type Happening, type Quick, editOf } from './happenings.ts';
import { MACHINE_INVARIANTS } from './invariants.ts';
import { ModelWorld } from './model-world.ts';

const HOUR_MS = 3_600_000;
/** A longer wait than this is nothing a step meets between two calls. */
const SHORT_MS = 60_000;

/** The company of the model with its runs as they are carried out: does what happens, and drives everything to its end. */
export class Company {
  readonly world = new ModelWorld(MACHINE_INVARIANTS);
  readonly executions: Execution[] = [];
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  async open(): Promise<this> {
    await this.world.open();
    await setLimits(this.world, 'wide');
    this.world.witness.rest();
    return this;
  }

  /** One thing happens, and everything holds afterwards. */
  async happen(what: Happening): Promise<void> {
    await this.#do(what);
    this.#takeUp();
    this.world.witness.rest();
  }

  async #do(what: Happening): Promise<void> {
    switch (what.kind) {
      case 'go on':
        for (let calls = 0; calls < what.calls; calls += 1)
          if (!(await this.#callOnce(this.#run(what.run), what.child + calls))) return;
        return;
      case 'repeat':
        return this.#callTwice(this.#run(what.run));
      case 'crash':
        await this.#callOnce(
          this.#run(what.run),
          0,
          (store) => new CrashingStore(store, what.at, what.when, what.counted),
        );
        return;
      case 'lose':
        this.#run(what.run)?.lose();
        return;
      case 'die at the vendor':
        this.world.changer.dieAt = { call: what.call, when: what.when };
        return;
      case 'trouble':
        this.world.changer.troubleNext(what.trouble);
        return;
      case 'unreadable':
        this.world.vendor.failNext('readAccount', what.fault);
        return;
      case 'edit':
        this.world.editAtVendor(what.who, editOf(what.what));
        return;
      case 'use':
        this.world.use(what.who);
        return;
      case 'limits':
        return setLimits(this.world, what.what);
      case 'time':
        this.#pass(what.ms);
        return;
      case 'uninstall':
        return this.world.witness.during(() => this.world.uninstall());
      case 'at once':
        return this.#atOnce(what.these);
      default:
        return this.#quickly(what, true);
    }
  }

  /** The n-th run, counted around; undefined where there is none. */
  #run(n: number): Execution | undefined {
    const newest = this.executions.filter(
      ({ runId }, index) => this.executions.findLastIndex((other) => other.runId === runId) === index,
    );
    return newest[n % Math.max(newest.length, 1)];
  }

  /** Time goes by: as much as it likes where everything waits, and little between two calls. */
  #pass(ms: number): void {
    const isPatient = this.executions.every((execution) => execution.isPatient);
    this.world.clock.advance(isPatient ? ms : Math.min(ms, SHORT_MS));
  }

  /** Executions of runs that were started since. */
  #takeUp(): void {
    const started = this.world.machines.startedRuns;
    for (const name of started.slice(this.executions.length)) {
      // The first execution has the name of its run; the n-th has that with its number behind.
      const [runId = name] = started.filter((other) => name === other || name.startsWith(`${other}-`));
      const n = name === runId ? 1 : Number(name.slice(runId.length + 1));
      this.executions.push(new Execution(this.world, runId, n));
    }
  }

  /** One call of a worker; what it threw is a death, or a fault of the product. */
  async #called(work: Work, store: RecordStore = this.world.store): Promise<() => void> {
    try {
      const said = await this.world.witness.during(() => work.call(store));
      return () => {
        work.settle(said);
      };
    } catch (fault) {
      if (!isDeath(fault)) throw fault;
      return () => {
        work.died();
      };
    }
  }

  async #callOnce(
    execution: Execution | undefined,
    child: number,
    through: (store: RecordStore) => RecordStore = (store) => store,
  ): Promise<boolean> {
    const work = execution?.work(child) ?? null;
    if (work === null) return false;
    const settle = await this.#called(work, through(this.world.store));
    this.world.changer.dieAt = null;
    settle();
    return true;
  }

  /** The same call twice, one after the other; the machine heard the second answer. */
  async #callTwice(execution: Execution | undefined): Promise<void> {
    const work = execution?.work(0) ?? null;
    if (work === null) return;
    await this.#called(work);
    (await this.#called(work))();
  }

  /** Several things at one moment: their calls of the store and the vendor come in any order. */
  async #atOnce(these: readonly Quick[]): Promise<void> {
    const { world } = this;
    const doing = these.flatMap((what) => {
      if (what.kind !== 'call') return [() => this.#quickly(what, false).then(() => () => undefined)];
      const work = this.#run(what.run)?.work(what.child) ?? null;
      return work === null ? [] : [() => this.#called(work)];
    });
    world.turn = (what) => this.#scheduler.schedule(Promise.resolve(), what).then(() => undefined);
    try {
      const settles = await this.#scheduler.waitFor(Promise.all(doing.map((thing) => thing())));
      for (const settle of settles) settle();
    } finally {
      world.turn = () => Promise.resolve();
      world.changer.dieAt = null;
    }
  }

  /** Something short; `isAlone` where nothing else happens meanwhile, so that its answer is foreseen. */
  #quickly(what: Quick, isAlone: boolean): Promise<void> {
    return this.world.witness.during(async () => {
      if (what.kind === 'call') await this.#callOnce(this.#run(what.run), what.child);
      else await doDeed(this.world, what, 'run' in what ? this.#run(what.run)?.runId : undefined, isAlone);
    });
  }

  /** With a vendor that is well again everything comes to its end by itself; faults where something is stuck. */
  async finish(): Promise<void> {
    const { world } = this;
    world.changer.dieAt = null;
    await this.happen({ kind: 'reconnect' });
    for (let rounds = 0; rounds < 600; rounds += 1) {
      let calls = 0;
      for (const execution of this.executions)
        while (await this.#callOnce(execution, 0)) {
          calls += 1;
          if (calls > 2_000) throw new Error(`The run goes on and on at ${execution.at}.`);
        }
      this.#takeUp();
      if (calls === 0) {
        if (this.#isSettled()) break;
        await this.#waitOn();
      }
      world.witness.rest();
    }
    if (!this.#isSettled()) throw new Error(`Stuck at ${this.executions.map(({ at }) => at).join(', ')}.`);
    if (world.witness.facts.claims.size > 0) throw new Error('Claims were left behind.');
  }

  #isSettled(): boolean {
    const { runs } = this.world.witness.facts;
    return (
      this.executions.every(({ isOver }) => isOver) &&
      [...runs.values()].every(({ counts }) => counts !== null)
    );
  }

  /** The clock goes on to the next thing that happens by itself, at the latest the reconciler of the next hour. */
  async #waitOn(): Promise<void> {
    const { world } = this;
    const ats = [...world.scheduler.standing.values()].flatMap((schedule) =>
      'at' in schedule ? [schedule.at] : [],
    );
    const nexts = this.executions.flatMap(({ next }) => next ?? []);
    const [first] = [...ats, ...nexts].sort();
    if (first === undefined) world.clock.advance(HOUR_MS);
    else if (first > world.clock.now()) world.clock.set(first);
    await this.happen({ kind: first === undefined ? 'reconcile' : 'fire schedules' });
    await this.happen({ kind: 'reconnect' });
  }
}
