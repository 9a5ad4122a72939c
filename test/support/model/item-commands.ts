import fc, { type AsyncCommand } from 'fast-check';
import { plusMs } from '../../../shared/domain/time.ts';
import { shardOf } from '../../../shared/domain/plan.ts';
import { CONTRACT } from '../../../shared/contracts/workflow-steps.ts';
import { recheckStep } from '../../../shared/use-cases/recheck/recheck-step.ts';
import { actStep } from '../../../shared/use-cases/runs/act-step.ts';
import { reportStep } from '../../../shared/use-cases/runs/report-step.ts';
import { verifyStep } from '../../../shared/use-cases/runs/verify-step.ts';
import { doDeed, setLimits } from './deeds.ts';
import { Execution } from './execution.ts';
import { answerExpected } from './expected.ts';
import { type EditName, FAULTS, type Quick, editName, editOf, quickOf } from './happenings.ts';
import type { ItemModel } from './item-model.ts';
import { ModelWorld, SLEEPERS } from './model-world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The one person of the plan. */
export const WHO = 'ada';

/** A worker’s call, by the step that is called. */
type Worker = 'act' | 'recheck' | 'verify' | 'close';

/** A world whose one run waits for the answer of one person. */
export class ItemWorld extends ModelWorld {
  runId = '';
  ordering: fc.Scheduler | null = null;

  override async open(): Promise<this> {
    await super.open();
    for (const name of SLEEPERS) if (name !== WHO) this.changer.remove(`v-${name}`);
    await setLimits(this, 'wide');
    await doDeed(this, { kind: 'start', workflow: 'sleepers', by: 'fay', dies: false }, undefined, true);
    const [runId = ''] = this.machines.startedRuns;
    this.runId = runId;
    const execution = new Execution(this, runId, 1);
    for (let work = execution.work(0); work !== null; work = execution.work(0))
      work.settle(await work.call(this.store));
    return this;
  }

  get accountId(): string {
    return this.witness.facts.accountIds.get(`v-${WHO}`) ?? '';
  }

  get state(): string {
    return (
      [...this.witness.facts.items.values()].find(({ accountId }) => accountId === this.accountId)?.state ??
      ''
    );
  }

  /** The time to answer goes by. */
  async passDeadline(): Promise<void> {
    this.clock.advance(9 * DAY);
    await this.deed({ kind: 'fire schedules' });
  }

  /** One call of a worker; a connection whose tokens are refused stays as it is until somebody reconnects. */
  async work(worker: Worker): Promise<void> {
    const { runId } = this;
    const deps = this.all();
    const input = { contract: CONTRACT, runId } as const;
    const shard = {
      ...input,
      scope: 'shard',
      shard: shardOf(this.accountId),
      startedAt: this.clock.now(),
    } as const;
    await this.witness.during(async () => {
      if (worker === 'act') await actStep(deps, shard);
      else if (worker === 'recheck') await recheckStep(deps, input);
      else if (worker === 'verify') await verifyStep(deps, input);
      else await reportStep(deps, input);
    });
  }

  deed(what: Exclude<Quick, { kind: 'call' }>): Promise<void> {
    return this.witness.during(() => doDeed(this, what, this.runId, false));
  }
}

type ItemCommand = AsyncCommand<ItemModel, ItemWorld>;

/** A command by its name: what is done, and what the model says of it. */
const command = (
  name: string,
  does: (world: ItemWorld, model: ItemModel) => Promise<void> | void,
  may: (model: ItemModel) => boolean = () => true,
): ItemCommand => ({
  check: may,
  run: async (model, world) => {
    await does(world, model);
    world.witness.rest();
    if (world.state !== model.state)
      throw new Error(`The item is ${world.state}, expected was ${model.state}.`);
  },
  toString: () => name,
});

const work = (worker: Worker, world: ItemWorld, model: ItemModel): Promise<void> => {
  model[worker]();
  return world.work(worker);
};

const works = (worker: Worker): ItemCommand => command(worker, (world, model) => work(worker, world, model));

const keeps = command('keep', async (world, model) => {
  if (answerExpected(world, WHO, world.runId, true) === 'kept') model.keep();
  await world.deed({ kind: 'keep', run: 0, who: WHO });
});

const cancels = command('cancel', async (world, model) => {
  model.cancel();
  await world.deed({ kind: 'cancel', run: 0 });
});

const deeds = (what: Exclude<Quick, { kind: 'call' }>): ItemCommand =>
  command(JSON.stringify(what), (world) => world.deed(what));

const reconnects = command('reconnect', async (world, model) => {
  model.isConnected = true;
  await world.deed({ kind: 'reconnect' });
});

const edits = (what: EditName): ItemCommand =>
  command(what, (world) => {
    world.editAtVendor(WHO, editOf(what));
  });

const uses = command('use', (world) => {
  world.use(WHO);
});

const passes = (ms: number): ItemCommand =>
  command(`${String(ms / 60_000)} minutes pass`, async (world) => {
    world.clock.set(plusMs(world.clock.now(), ms));
    await world.deed({ kind: 'fire schedules' });
  });

type AtOnce = Worker | 'keep' | 'cancel' | 'exempt' | 'report';

/** Workers, people and the vendor at one moment, in any order of their calls. Nobody foresees what comes of it, but everything holds. */
const together = (these: readonly AtOnce[]): ItemCommand =>
  command(
    `at once: ${these.join(', ')}`,
    async (world, model) => {
      if (these.includes('report')) await work('recheck', world, model);
      const { ordering } = world;
      if (ordering === null) throw new Error('Nobody puts them in order.');
      world.turn = (what) => ordering.schedule(Promise.resolve(), what).then(() => undefined);
      const one = (what: (typeof these)[number]): Promise<void> => {
        if (what === 'keep') return world.deed({ kind: 'keep', run: 0, who: WHO });
        if (what === 'cancel') return world.deed({ kind: 'cancel', run: 0 });
        if (what === 'report')
          return world.deed({ kind: 'report', who: WHO, what: 'deactivated', late: false });
        return what === 'exempt'
          ? world.deed({ kind: 'exempt', who: WHO, days: 1, by: 'email' })
          : world.work(what);
      };
      await ordering.waitFor(Promise.all(these.map(one)));
      world.turn = () => Promise.resolve();
      model.follow();
    },
    // What a fault or a trouble would hit, nobody could say.
    ({ faults, troubles }) => faults.length === 0 && troubles.length === 0,
  );

const unreadable = fc.constantFrom(...FAULTS).map((fault) =>
  command(`the next read: ${fault.kind}`, (world, model) => {
    // An account that is gone is gone, whatever the vendor would have said.
    if (fault.kind === 'gone') return;
    model.faults.push(fault);
    world.vendor.failNext('readAccount', fault);
  }),
);

/** Most often the answer is lost: then only a read can tell what came of the change. */
const LOST = FAULTS.filter(({ kind }) => kind === 'unavailable');

const troubled = fc
  .tuple(fc.constantFrom(...FAULTS, ...LOST, ...LOST, ...LOST, ...LOST), fc.boolean())
  .map(([fault, made]) =>
    command(`the next change: ${fault.kind}${made ? ', made' : ''}`, (world, model) => {
      const trouble = fault.kind === 'unavailable' ? { ...fault, made } : fault;
      model.troubles.push(trouble);
      world.changer.troubleNext(trouble);
    }),
  );

/** Whatever is sent is lost on its way, and is looked after once its worker can no longer be at it, until it is given up. */
const losesAll = fc.constantFrom(...LOST).map((lost) =>
  command('every change is lost', async (world, model) => {
    await work('recheck', world, model);
    for (let times = 0; times < 4; times += 1) {
      model.troubles.push(lost);
      world.changer.troubleNext(lost);
      await work('act', world, model);
      world.clock.set(plusMs(world.clock.now(), 16 * MINUTE));
      await work('act', world, model);
    }
  }),
);

/** An exemption that is over again protects from a plan that was sealed before it, whoever looks next. */
const exemptsShortly = (next: 'recheck' | 'act'): ItemCommand =>
  command(`exempt for a moment, then ${next}`, async (world, model) => {
    if (next === 'act') await work('recheck', world, model);
    await world.deed({ kind: 'exempt', who: WHO, days: null, by: 'account' });
    world.clock.set(plusMs(world.clock.now(), 1));
    await world.deed({ kind: 'remove exemption', who: WHO });
    await work(next, world, model);
  });

const atOnce = fc.constantFrom<AtOnce[]>('recheck', 'act', 'act', 'verify', 'keep', 'cancel', 'exempt');
const worker = fc.constantFrom<Worker[]>('recheck', 'act', 'act', 'act', 'verify');
/** Everything that may happen to one plan item, the work on it most often. */
export const itemCommand: fc.Arbitrary<ItemCommand> = fc.oneof(
  { weight: 16, arbitrary: worker.map(works) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(1, MINUTE, 16 * MINUTE, 16 * MINUTE, 31 * MINUTE, DAY, 9 * DAY, 100 * DAY)
      .map(passes),
  },
  { weight: 2, arbitrary: editName.map(edits) },
  { weight: 1, arbitrary: unreadable },
  { weight: 4, arbitrary: troubled },
  { weight: 1, arbitrary: losesAll },
  { weight: 1, arbitrary: quickOf(WHO).map(deeds) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(keeps, uses, ...(['recheck', 'act'] as const).map(exemptsShortly)),
  },
  { weight: 1, arbitrary: fc.constant(reconnects) },
  { weight: 1, arbitrary: fc.constantFrom(cancels, works('close')) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(
        { weight: 4, arbitrary: fc.array(atOnce, { minLength: 2, maxLength: 3 }) },
        { weight: 2, arbitrary: fc.constant<AtOnce[]>(['act', 'report']) },
      )
      .map(together),
  },
);
