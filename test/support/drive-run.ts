import type { z } from 'zod';
import { CONTRACT, type notifyStep as shardContract } from '../../shared/contracts/workflow-steps.ts';
import type { WaitPhase } from '../../shared/domain/run.ts';
import { actStep } from '../../shared/use-cases/runs/act-step.ts';
import { endWait } from '../../shared/use-cases/runs/end-wait.ts';
import { notifyStep } from '../../shared/use-cases/runs/notify-step.ts';
import { openWaitStep } from '../../shared/use-cases/runs/open-wait-step.ts';
import { SYSTEM_RUN } from '../../shared/use-cases/runs/run-progress.ts';
import { type Said, type Step, callStep } from './call-step.ts';
import type { RunWorld } from './run-world.ts';

type ShardInput = Extract<z.infer<typeof shardContract.input>, { scope: 'shard' }>;

/** A wait on a token; `back` is where a reconnect leads to. */
type Place =
  | Step
  | { readonly wait: WaitPhase; readonly back: Step; readonly until?: string | undefined }
  | { readonly map: 'notify' | 'act'; readonly shards: readonly number[] }
  | 'finish';

const paused = (back: Step): Place => ({ wait: 'reconnect', back });
const answers: Place = { wait: 'answers', back: 'recheck' };
const parked: Place = { wait: 'parked', back: 'guard' };

/** Where each outcome leads: the routes of the state machine. */
const ROUTES: Readonly<Record<Step, Readonly<Record<string, Place>>>> = {
  pull: { more: 'pull', reconnect: paused('pull'), done: 'preview', ended: 'report' },
  preview: { more: 'preview', sealed: 'guard', listed: 'report', nothing: 'report', ended: 'report' },
  guard: { ok: { map: 'notify', shards: [] }, parked, ended: 'report' },
  'notices-left': { more: { map: 'notify', shards: [] }, done: answers, ended: 'report' },
  recheck: {
    more: 'recheck',
    reconnect: paused('recheck'),
    done: { map: 'act', shards: [] },
    ended: 'report',
  },
  'actions-left': {
    more: { map: 'act', shards: [] },
    'rate-limited': 'recheck',
    reconnect: paused('recheck'),
    done: 'verify',
    ended: 'report',
  },
  verify: { more: 'verify', reconnect: paused('verify'), done: 'report', ended: 'report' },
  report: { more: 'report', done: 'finish' },
};

/** Runs a child of a Map for each shard: it calls its step until that says done, and waits where it is told to. */
export const mapShards = async (
  world: RunWorld,
  runId: string,
  shards: readonly number[],
  step: (input: ShardInput) => Promise<Said>,
): Promise<void> => {
  for (const shard of shards) {
    const input: ShardInput = {
      contract: CONTRACT,
      runId,
      scope: 'shard',
      shard,
      startedAt: world.clock.now(),
    };
    for (let calls = 0; calls < 200; calls += 1) {
      const said = await step(input);
      if (said.outcome === 'done') break;
      if (said.notBefore !== undefined) world.clock.set(said.notBefore);
    }
  }
};

/**
 * A small interpreter of the state machine: it follows the outcomes of the steps, and stops where a token is waited for. The schedule of
 * a long wait for a rate fires at its time, unless the run is to stop there too.
 */
export class DrivenRun {
  readonly entered: string[] = [];
  stopsAtRate = false;
  readonly #world: RunWorld;
  readonly #runId: string;
  #at: Place = 'pull';
  readonly #execution: number;
  #tokens = 0;

  /** @param execution which execution of the run this is; each has tokens of its own */
  constructor(world: RunWorld, runId: string, execution = 1) {
    this.#world = world;
    this.#runId = runId;
    this.#execution = execution;
  }

  /** Goes on until a token is waited for, or the end. */
  async drive(): Promise<WaitPhase | 'finished'> {
    const stopped = await this.driveTo(() => false);
    if (stopped === 'stopped') throw new Error('Nobody wanted to stop.');
    return stopped;
  }

  /** The same, but stops just before a call of a step, or a Map (`map act`), that is wanted. */
  async driveTo(isWanted: (entering: string) => boolean): Promise<WaitPhase | 'finished' | 'stopped'> {
    for (let moves = 0; moves < 1_000; moves += 1) {
      const at = this.#at;
      if (at === 'finish') return 'finished';
      const entering = typeof at === 'string' ? at : 'map' in at ? `map ${at.map}` : null;
      if (entering !== null && isWanted(entering)) return 'stopped';
      if (typeof at === 'string') await this.#call(at);
      else if ('map' in at) await this.#map(at);
      else if (!(await this.#wait(at))) return at.wait;
    }
    throw new Error('The run never came to an end.');
  }

  async #call(step: Step): Promise<void> {
    this.entered.push(step);
    const said = await this.#say(step);
    if (said.outcome === 'delayed') {
      const back = step === 'actions-left' ? 'recheck' : step;
      this.#at = { wait: 'rate', back, until: said.notBefore };
      return;
    }
    if (said.outcome === 'rate-limited') {
      if (said.notBefore !== undefined && said.notBefore > this.#world.clock.now())
        this.#world.clock.set(said.notBefore);
      this.#at = ROUTES[step]['rate-limited'] ?? step;
      return;
    }
    const next = ROUTES[step][said.outcome];
    if (next === undefined) throw new Error(`No route for ${said.outcome} of ${step}.`);
    this.#at = typeof next === 'object' && 'map' in next ? { ...next, shards: said.shards ?? [] } : next;
  }

  async #map({ map, shards }: Extract<Place, { map: string }>): Promise<void> {
    this.entered.push(`map ${map}`);
    const step = map === 'notify' ? notifyStep : actStep;
    await mapShards(this.#world, this.#runId, shards, (input) => step(this.#world.all(), input));
    this.#at = map === 'notify' ? 'notices-left' : 'actions-left';
  }

  /** Opens the wait when it is first met; true once its token was completed. */
  async #wait({ wait, back, until }: Extract<Place, { wait: string }>): Promise<boolean> {
    const token = `token-${String(this.#execution)}-${wait}-${this.#tokens}`;
    const open = (await this.#world.run(this.#runId)).wait;
    if (open?.taskToken !== token) {
      this.entered.push(`wait ${wait}`);
      const input = this.#world.waitInput(wait, token, this.#runId);
      await openWaitStep(this.#world.all(), { ...input, until });
    }
    if (wait === 'rate' && !this.stopsAtRate) await this.#fire(wait);
    const done = this.#world.machines.completedWaits.find(({ taskToken }) => taskToken === token);
    if (done === undefined) return false;
    this.#tokens += 1;
    this.#at = done.outcome === 'ended' ? 'report' : back;
    return true;
  }

  /** The schedule of a wait fires at its time. */
  async #fire(phase: WaitPhase): Promise<void> {
    const { wait } = await this.#world.run(this.#runId);
    if (wait?.decision !== null) return;
    if (wait.until > this.#world.clock.now()) this.#world.clock.set(wait.until);
    await endWait(this.#world.all(), SYSTEM_RUN, this.#runId, { by: 'schedule', phase });
  }

  #say(step: Step): Promise<Said> {
    return callStep(this.#world.all(), this.#runId, step);
  }
}
