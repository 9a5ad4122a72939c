import type { PlanItem } from '../../shared/domain/plan-item.ts';
import type { RunStatus, WaitPhase } from '../../shared/domain/run.ts';
import type { Workflow } from '../../shared/domain/workflow.ts';
import { workflows } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { endWait } from '../../shared/use-cases/runs/end-wait.ts';
import { startRun } from '../../shared/use-cases/runs/start-run.ts';
import { DrivenRun } from './drive-run.ts';
import { ADMIN } from './run-world.ts';
import { IDS, sampleWorkflow } from './sample-run.ts';
import { uninstallLeftovers } from './uninstall-leftovers.ts';
import { UninstallingWorld } from './uninstalling-world.ts';
import { user } from './vendor-world.ts';

/** Who uses nothing, and is in the plan. */
export const SLEEPERS = ['ada', 'bob', 'cleo'] as const;

/** A run of a company of which three people use nothing, or of a file that names them. */
export class UninstalledRun {
  readonly world = new UninstallingWorld();
  runId = '';
  driven = new DrivenRun(this.world, '');

  async open(patch: Partial<Workflow> = {}, limitless = true): Promise<this> {
    const now = this.world.clock.now();
    await this.world.staff(
      SLEEPERS.map((name) => user(name)),
      limitless,
    );
    for (const each of this.world.vendor.users)
      if (each.vendorAccountId?.startsWith('v-other') === true)
        this.world.changer.edit(each.vendorAccountId, { lastLoginAt: now, signIns: [now] });
    await this.world.seed(put(workflows, sampleWorkflow(patch), 'any'));
    return this;
  }

  async start(patch: Partial<Workflow> = {}, limitless = true): Promise<this> {
    await this.open(patch, limitless);
    const result = await startRun(this.world.all(), ADMIN, IDS.workflow, { source: 'user' });
    if (result.kind !== 'started') throw new Error(result.kind);
    return this.follow(result.run.runId);
  }

  follow(runId: string): this {
    this.runId = runId;
    this.driven = new DrivenRun(this.world, runId);
    return this;
  }

  /** Drives to just before the n-th entering of a step or Map. */
  async before(entering: string, nth = 1): Promise<void> {
    let entered = 0;
    const stopped = await this.driven.driveTo((at) => {
      if (at === entering) entered += 1;
      return entered === nth;
    });
    if (stopped !== 'stopped') throw new Error(`The run stopped at ${stopped}, and not before ${entering}.`);
  }

  async until(phase: WaitPhase): Promise<void> {
    const stopped = await this.driven.drive();
    if (stopped !== phase) throw new Error(`The run stopped at ${stopped}, and not at ${phase}.`);
  }

  /** Through the time to answer. */
  async answered(): Promise<void> {
    await this.until('answers');
    await endWait(this.world.all(), ADMIN, this.runId, { by: 'admin' });
  }

  /** Up to what is due, before any of it is acted on. */
  async due(): Promise<void> {
    await this.answered();
    await this.before('map act');
  }

  /** How it ended: what is left of it, its status and what that says, the items as `state reason`, and whom the vendor was told of twice. */
  async end() {
    const { status, failure } = await this.world.run(this.runId);
    const items = (await this.world.items(this.runId)).map(({ state, reason }: PlanItem) =>
      reason === null ? state : `${state} ${reason}`,
    );
    const { changes } = this.world.changer;
    return {
      left: await uninstallLeftovers(this.world),
      status,
      saysSo: failure?.includes('uninstalled at the vendor') ?? false,
      items: items.toSorted(),
      twice: changes.filter((change, index) => changes.indexOf(change) !== index),
    };
  }
}

/** What {@link UninstalledRun.end} should say. */
export const endedAs = (items: readonly string[], status: RunStatus = 'cancelled') => ({
  left: [],
  status,
  saysSo: status === 'cancelled',
  items: items.toSorted(),
  twice: [],
});
