import type { AsyncCommand, Scheduler } from 'fast-check';
import { CONTRACT } from '../../../shared/contracts/workflow-steps.ts';
import { shardOf } from '../../../shared/domain/plan.ts';
import { recheckStep } from '../../../shared/use-cases/recheck/recheck-step.ts';
import { actStep } from '../../../shared/use-cases/runs/act-step.ts';
import { reportStep } from '../../../shared/use-cases/runs/report-step.ts';
import { verifyStep } from '../../../shared/use-cases/runs/verify-step.ts';
import { doDeed, setLimits } from './deeds.ts';
import { Execution } from './execution.ts';
import type { Quick } from './happenings.ts';
import type { ItemModel } from './item-model.ts';
import { ModelWorld, SLEEPERS } from './model-world.ts';

const DAY = 86_400_000;

/** The one person of the plan. */
export const WHO = 'ada';

/** A worker’s call, by the step that is called. */
export type Worker = 'act' | 'recheck' | 'verify' | 'close';

/** A world whose one run waits for the answer of one person. */
export class ItemWorld extends ModelWorld {
  runId = '';
  ordering: Scheduler | null = null;

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

/** One thing that happens to the item. */
export type ItemCommand = AsyncCommand<ItemModel, ItemWorld>;

/** A command by its name: what is done, and what the model says of it. */
export const command = (
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

/** A worker works, and the model says where that leads. */
export const work = (worker: Worker, world: ItemWorld, model: ItemModel): Promise<void> => {
  model[worker]();
  return world.work(worker);
};
