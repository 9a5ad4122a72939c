import type { z } from 'zod';
import type { openWaitStep as contract } from '../../contracts/workflow-steps.ts';
import type { Run, WaitDecision, WaitPhase } from '../../domain/run.ts';
import { type Instant, later, msBetween, plus } from '../../domain/time.ts';
import type { Scheduler } from '../../ports/machines.ts';
import { type WaitDependencies, completeDecidedWait, endWait, isPauseOver } from './end-wait.ts';
import { shardsWith } from './run-items.ts';
import { SYSTEM_RUN, isOver, loadRun, updateRun } from './run-progress.ts';

export interface OpenWaitDependencies extends WaitDependencies {
  readonly scheduler: Pick<Scheduler, 'putWaitEnd' | 'removeWaitEnd'>;
}

type OpenWaitInput = Pick<z.infer<typeof contract.input>, 'runId' | 'phase' | 'taskToken'>;

/** Answers are waited for only while somebody who was asked has not said anything. */
const untilOf = async (deps: OpenWaitDependencies, run: Run, phase: WaitPhase): Promise<Instant> => {
  const now = deps.clock.now();
  if (phase !== 'answers') return plus(now, run.policy.parkedExpiry);
  const asked = await shardsWith(deps, run.runId, ({ state }) => state === 'noticed');
  return asked.length === 0 ? now : later(now, run.answerBy ?? now);
};

/**
 * What was decided already, so that a repeat under a new token goes on as before: the cancellation of the run, or the earlier end of
 * a wait that a run has only once.
 */
const earlierDecision = (run: Run, { phase, taskToken }: OpenWaitInput): WaitDecision | null => {
  if (run.wait?.phase === phase && (phase !== 'reconnect' || run.wait.taskToken === taskToken))
    return run.wait.decision;
  return null;
};

const storeWait = async (deps: OpenWaitDependencies, run: Run, input: OpenWaitInput, until: Instant) => {
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
  else if (wait.phase === 'answers' && msBetween(deps.clock.now(), wait.until) <= 0)
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
  for (;;) {
    const run = await loadRun(deps, input.runId);
    const isRepeat = run.wait?.taskToken === input.taskToken;
    const until = isRepeat && run.wait !== null ? run.wait.until : await untilOf(deps, run, input.phase);
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
