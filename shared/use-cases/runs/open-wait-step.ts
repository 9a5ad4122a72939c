import type * as z from 'zod';
import type { openWaitStep as contract } from '../../contracts/workflow-steps.ts';
import { outlastsPlan, stuckAt } from '../../domain/long-wait.ts';
import type { Run, WaitDecision, WaitPhase } from '../../domain/run.ts';
import { type Instant, later, msBetween, plus } from '../../domain/time.ts';
import type { Scheduler } from '../../ports/machines.ts';
import { pulls } from '../../records/accounts.ts';
import { pullIdOfRun } from '../pull/pull-subject.ts';
import { type WaitDependencies, completeDecidedWait, endWait, isPauseOver } from './end-wait.ts';
import { foldShards, shardsWith } from './run-items.ts';
import { SYSTEM_RUN, isOver, isStopped, loadRun, updateRun } from './run-progress.ts';

export interface OpenWaitDependencies extends WaitDependencies {
  readonly scheduler: Pick<Scheduler, 'putWaitEnd' | 'removeWaitEnd'>;
}

type OpenWaitInput = Pick<z.infer<typeof contract.input>, 'runId' | 'phase' | 'taskToken' | 'until'>;

/** Answers are waited for only while somebody who was asked has not said anything. */
const untilOf = async (
  deps: OpenWaitDependencies,
  run: Run,
  { phase, until }: OpenWaitInput,
): Promise<Instant> => {
  const now = deps.clock.now();
  if (phase === 'rate') return until ?? now;
  // A run that was redriven while it was parked expires when it would have.
  if (phase === 'parked' && run.wait?.phase === 'parked') return run.wait.until;
  if (phase !== 'answers') return plus(now, run.policy.parkedExpiry);
  const asked = await shardsWith(deps, run.runId, ({ state }) => state === 'noticed');
  return asked.length === 0 ? now : later(now, run.answerBy ?? now);
};

/** Waits that a run may have more than once, each under a token of its own. */
const REPEATED: readonly WaitPhase[] = ['reconnect', 'rate'];

/** What was decided already, so that a repeat under a new token goes on as before: the earlier end of a wait that a run has only once. */
const earlierDecision = (run: Run, { phase, taskToken }: OpenWaitInput): WaitDecision | null => {
  if (run.wait?.phase === phase && (!REPEATED.includes(phase) || run.wait.taskToken === taskToken))
    return run.wait.decision;
  return null;
};

/** How far a run has got, in words that change as soon as it gets any further. */
const pointOf = async (deps: OpenWaitDependencies, { runId, stage, workflow }: Run): Promise<string> => {
  if (stage === 'pull') {
    const { instanceId } = workflow;
    const pull = await deps.store.get(pulls, { instanceId, pullId: pullIdOfRun(runId) });
    return `pull ${String(pull?.version ?? 0)}`;
  }
  const byState = new Map<string, number>();
  await foldShards(deps, runId, async (items) => {
    for await (const { state } of items) byState.set(state, (byState.get(state) ?? 0) + 1);
  });
  return [...byState]
    .map(([state, count]) => `${state} ${String(count)}`)
    .sort()
    .join(', ');
};

/** A wait for a rate. Where the plan expires sooner than the run would get any further, it expires now. */
const storeRateWait = async (
  deps: OpenWaitDependencies,
  run: Run,
  { phase, taskToken }: OpenWaitInput,
  until: Instant,
) => {
  const stuck = stuckAt(run.wait, await pointOf(deps, run), deps.clock.now());
  const wait = { phase, taskToken, until, stuck };
  if (!isOver(run) && outlastsPlan(run, stuck, until))
    return updateRun(deps, SYSTEM_RUN, run, { wait: { ...wait, decision: 'expired' } }, 'run.expired', {
      after: { phase, until, since: stuck.since },
    });
  const decision = isOver(run) ? 'cancelled' : null;
  return updateRun(deps, SYSTEM_RUN, run, { wait: { ...wait, decision } }, 'run.waiting', {
    after: { phase, until, stage: run.stage },
  });
};

const storeWait = async (deps: OpenWaitDependencies, run: Run, input: OpenWaitInput, until: Instant) => {
  if (input.phase === 'rate') return storeRateWait(deps, run, input, until);
  const { phase, taskToken } = input;
  const decision = isOver(run) ? 'cancelled' : earlierDecision(run, input);
  const wait = { phase, taskToken, until, decision };
  return phase === 'reconnect'
    ? updateRun(deps, SYSTEM_RUN, run, { wait }, 'run.paused', {
        after: { phase, until, stage: run.stage },
      })
    : updateRun(deps, SYSTEM_RUN, run, { wait }, 'run.waiting', { after: { phase, until } });
};

/** Ends a wait that is over before it began. */
const endIfOver = async (deps: OpenWaitDependencies, run: Run): Promise<void> => {
  const { wait, runId } = run;
  if (wait === null) return;
  if (wait.decision !== null) await completeDecidedWait(deps, run);
  else if (
    (wait.phase === 'answers' || wait.phase === 'rate') &&
    msBetween(deps.clock.now(), wait.until) <= 0
  )
    await endWait(deps, SYSTEM_RUN, runId, { by: 'schedule', phase: wait.phase });
  else if (wait.phase === 'reconnect' && (await isPauseOver(deps, run)))
    await endWait(deps, SYSTEM_RUN, runId, { by: 'reconnect' });
};

/**
 * Opens a wait: schedules its end, stores token and moment, and completes the token itself where the wait is over before it began.
 * It throws only while nothing is stored. Afterwards a fault is left to the reconciler, which ends and completes waits that are
 * overdue: a throw would make the machine wait again under another token, or hang.
 */
export const openWaitStep = async (deps: OpenWaitDependencies, input: OpenWaitInput): Promise<void> => {
  let executions: number | null = null;
  for (;;) {
    const run = await loadRun(deps, input.runId);
    executions ??= run.executions;
    // Nothing of a closed run changes any more; its machine is told so, and goes to its end. A run that stands still, or was
    // redriven meanwhile, keeps its wait as it is: what comes late, of an execution that is over, decides nothing for the next one.
    if (run.counts !== null || isStopped(run) || run.executions !== executions) {
      await deps.machines.completeWait(input.taskToken, run.runId, 'ended');
      return;
    }
    const isRepeat = run.wait?.taskToken === input.taskToken;
    const until = isRepeat && run.wait !== null ? run.wait.until : await untilOf(deps, run, input);
    if (msBetween(deps.clock.now(), until) > 0 && !isOver(run))
      await deps.scheduler.putWaitEnd(input.runId, input.phase, until);
    const stored = isRepeat ? { kind: 'done' as const, run } : await storeWait(deps, run, input, until);
    if (stored.kind === 'conflict') continue;
    try {
      await endIfOver(deps, stored.run);
    } catch {
      return;
    }
    return;
  }
};
