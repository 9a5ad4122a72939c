import type { z } from 'zod';
import { CONTRACT, type notifyStep as shardContract } from '../../../shared/contracts/workflow-steps.ts';
import type { WaitPhase } from '../../../shared/domain/run.ts';
import type { RecordStore } from '../../../shared/ports/record-store.ts';
import { actStep } from '../../../shared/use-cases/runs/act-step.ts';
import { failStep } from '../../../shared/use-cases/runs/fail-step.ts';
import { notifyStep } from '../../../shared/use-cases/runs/notify-step.ts';
import { openWaitStep } from '../../../shared/use-cases/runs/open-wait-step.ts';
import { type Said, type Step as RunStep, callStep } from '../call-step.ts';
import type { ModelWorld } from './model-world.ts';

type ShardInput = Extract<z.infer<typeof shardContract.input>, { scope: 'shard' }>;

type Step = RunStep | 'fail';

/** One child of a Map: it calls its step until that says done. */
interface Child {
  readonly input: ShardInput;
  tries: number;
  until: string | null;
}

/** A wait on a token, in which the run may stand for weeks. */
interface Waiting {
  readonly kind: 'wait';
  readonly phase: WaitPhase;
  readonly back: Step;
  readonly until: string | undefined;
  token: string;
  isOpen: boolean;
  tries: number;
}

type Place =
  | { readonly kind: 'step'; readonly step: Step; tries: number }
  | { readonly kind: 'pause'; readonly until: string; readonly back: Step }
  | { readonly kind: 'map'; readonly map: 'notify' | 'act'; readonly children: Child[] }
  | Waiting
  | { readonly kind: 'over'; readonly how: 'finished' | 'failed' | 'lost' };

type Route =
  | Step
  | 'map notify'
  | 'map act'
  | 'finish'
  | { readonly wait: WaitPhase; readonly back: Step; readonly until?: string | undefined };

const pausedAt = (back: Step): Route => ({ wait: 'reconnect', back });

/** Where each outcome of a step leads, as the state machine is drawn. */
const ROUTES: Readonly<Record<Exclude<Step, 'fail'>, Readonly<Record<string, Route>>>> = {
  pull: { more: 'pull', reconnect: pausedAt('pull'), done: 'preview', ended: 'report' },
  preview: { more: 'preview', sealed: 'guard', listed: 'report', nothing: 'report', ended: 'report' },
  guard: { ok: 'map notify', parked: { wait: 'parked', back: 'guard' }, ended: 'report' },
  'notices-left': { more: 'map notify', done: { wait: 'answers', back: 'recheck' }, ended: 'report' },
  recheck: { more: 'recheck', reconnect: pausedAt('recheck'), done: 'map act', ended: 'report' },
  'actions-left': { more: 'map act', reconnect: pausedAt('recheck'), done: 'verify', ended: 'report' },
  verify: { more: 'verify', reconnect: pausedAt('verify'), done: 'report', ended: 'report' },
  report: { more: 'report', done: 'finish' },
};

/** Where a pause for the rate leads back to; after one of the actions everybody is judged anew. */
const AFTER_RATE: Partial<Record<Step, Step>> = { 'actions-left': 'recheck' };

/** A call that dies is made again twice; then the machine gives up. */
const TRIES = 3;

/** One call to make: one worker may make it or several at once; then it is settled with what one of them said. */
export interface Work {
  readonly name: string;
  readonly call: (store: RecordStore) => Promise<Said>;
  readonly settle: (said: Said) => void;
  /** The call died. */
  readonly died: () => void;
}

/** One execution of the state machine, a call at a time: the machine’s routes, waits, Maps, retries and its way to failure. */
export class Execution {
  readonly runId: string;
  readonly #world: ModelWorld;
  readonly #n: number;
  #place: Place = { kind: 'step', step: 'pull', tries: 0 };
  #tokens = 0;

  /** @param n which execution of its run it is, from 1 */
  constructor(world: ModelWorld, runId: string, n: number) {
    this.#world = world;
    this.runId = runId;
    this.#n = n;
  }

  get isOver(): boolean {
    return this.#place.kind === 'over';
  }

  /** Where it stands, in words. */
  get at(): string {
    const place = this.#place;
    return place.kind === 'step' ? place.step : place.kind === 'wait' ? `wait ${place.phase}` : place.kind;
  }

  /** Whether nothing is under way that would not take a long time as well. */
  get isPatient(): boolean {
    return ['wait', 'pause', 'over'].includes(this.#place.kind);
  }

  /** The first moment at which it goes on by itself. */
  get next(): string | null {
    const place = this.#place;
    if (place.kind === 'pause') return place.until;
    if (place.kind !== 'map') return null;
    return place.children.map(({ until }) => until ?? '').sort()[0] ?? null;
  }

  /** The execution is gone, wherever it stood. */
  lose(): void {
    if (!this.isOver) this.#end('lost');
  }

  /** The next call, of a Map that of the n-th child; null where there is nothing to do now. */
  work(n: number): Work | null {
    const now = this.#world.clock.now();
    const place = this.#place;
    switch (place.kind) {
      case 'over':
        return null;
      case 'pause':
        if (place.until > now) return null;
        this.#go(place.back);
        return this.work(n);
      case 'wait':
        return this.#waitWork(place, n);
      case 'map': {
        const ready = place.children.filter(({ until }) => until === null || until <= now);
        const child = ready[n % Math.max(ready.length, 1)];
        if (child !== undefined) return this.#childWork(place, child);
        if (place.children.length > 0) return null;
        this.#go(place.map === 'notify' ? 'notices-left' : 'actions-left');
        return this.work(n);
      }
      case 'step':
        return this.#stepWork(place);
    }
  }

  #stepWork(place: Extract<Place, { kind: 'step' }>): Work {
    const { step } = place;
    return {
      name: step,
      call: (store) => this.#say(step, store),
      settle: (said) => {
        if (this.#place === place) this.#settleStep(step, said);
      },
      died: () => {
        if (this.#place !== place) return;
        place.tries += 1;
        if (place.tries < TRIES) return;
        if (step === 'fail') this.#end('failed');
        else this.#go('fail');
      },
    };
  }

  #settleStep(step: Step, said: Said): void {
    if (step === 'fail') {
      this.#end('failed');
      return;
    }
    if (said.outcome === 'rate-limited') {
      this.#place = { kind: 'pause', until: said.notBefore ?? '', back: AFTER_RATE[step] ?? step };
      return;
    }
    if (said.outcome === 'delayed') {
      this.#go({ wait: 'rate', back: AFTER_RATE[step] ?? step, until: said.notBefore });
      return;
    }
    const route = ROUTES[step][said.outcome];
    if (route === undefined) throw new Error(`No route for ${said.outcome} of ${step}.`);
    this.#go(route, said.shards);
  }

  #childWork(place: Extract<Place, { kind: 'map' }>, child: Child): Work {
    const leave = () => {
      const index = place.children.indexOf(child);
      if (index >= 0) place.children.splice(index, 1);
    };
    const step = place.map === 'notify' ? notifyStep : actStep;
    return {
      name: place.map,
      call: (store) => step(this.#world.all(store), child.input),
      settle: ({ outcome, notBefore }) => {
        child.until = notBefore ?? null;
        if (outcome === 'done') leave();
      },
      died: () => {
        child.tries += 1;
        if (child.tries >= TRIES) leave();
      },
    };
  }

  #waitWork(place: Waiting, n: number): Work | null {
    const done = this.#world.machines.completedWaits.find(({ taskToken }) => taskToken === place.token);
    if (done !== undefined) {
      this.#go(done.outcome === 'ended' ? 'report' : place.back);
      return this.work(n);
    }
    if (place.isOpen) return null;
    const { phase, until, token: taskToken } = place;
    const input = { contract: CONTRACT, runId: this.runId, phase, taskToken, until } as const;
    return {
      name: `open wait ${phase}`,
      call: async (store) => {
        await openWaitStep(this.#world.all(store), input);
        return { outcome: 'open' };
      },
      settle: () => {
        place.isOpen = true;
      },
      died: () => {
        if (this.#place !== place || place.token !== taskToken) return;
        // A token that was completed already completed the wait; any other is worth nothing to the next try.
        const { completedWaits } = this.#world.machines;
        if (completedWaits.some((wait) => wait.taskToken === taskToken)) return;
        this.#world.machines.forgetToken(taskToken);
        place.tries += 1;
        place.token = this.#token(phase);
        if (place.tries >= TRIES) this.#go('fail');
      },
    };
  }

  #token(phase: WaitPhase): string {
    this.#tokens += 1;
    return `token-${this.runId}-${this.#n}-${phase}-${this.#tokens}`;
  }

  #end(how: Extract<Place, { kind: 'over' }>['how']): void {
    this.#place = { kind: 'over', how };
    this.#world.machines.endRun(this.runId, this.#n);
  }

  #go(route: Route, shards: readonly number[] = []): void {
    if (typeof route === 'object') {
      const token = this.#token(route.wait);
      const { wait: phase, back, until } = route;
      this.#place = { kind: 'wait', phase, back, until, token, isOpen: false, tries: 0 };
    } else if (route === 'finish') this.#end('finished');
    else if (route === 'map notify' || route === 'map act') {
      const startedAt = this.#world.clock.now();
      const { runId } = this;
      const children = shards.map((shard) => ({
        input: { contract: CONTRACT, runId, scope: 'shard' as const, shard, startedAt } as const,
        tries: 0,
        until: null,
      }));
      this.#place = { kind: 'map', map: route === 'map act' ? 'act' : 'notify', children };
    } else this.#place = { kind: 'step', step: route, tries: 0 };
  }

  #say(step: Step, store: RecordStore): Promise<Said> {
    const deps = this.#world.all(store);
    if (step !== 'fail') return callStep(deps, this.runId, step);
    const input = { ...this.#world.input(this.runId), failure: { Error: 'Runtime.ExitError' } };
    return failStep(deps, input).then(() => ({ outcome: 'failed' }));
  }
}
