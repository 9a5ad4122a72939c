import type { AuditAction } from '../../domain/audit-event.ts';
import type { Run, WaitDecision } from '../../domain/run.ts';
import { type WaitEnd, judgeWaitEnd, outcomeOfWait } from '../../domain/wait.ts';
import type { Machines, Scheduler } from '../../ports/machines.ts';
import { connections } from '../../records/applications.ts';
import { openRuns, runs } from '../../records/runs.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadRun, updateRun } from './run-progress.ts';

export interface WaitDependencies extends Basics {
  readonly machines: Pick<Machines, 'completeWait'>;
  readonly scheduler: Pick<Scheduler, 'removeWaitEnd'>;
}

/** What ending a wait came to. `early`: the schedule fired before its time and nothing changed. */
export type EndWaitResult =
  { readonly kind: 'ended'; readonly decision: WaitDecision } | { readonly kind: 'early' | 'not-waiting' };

/** A schedule's clock may be this much ahead of ours, or have its seconds cut off; the rest is slept. */
const MOST_AHEAD_MS = 5_000;

const ACTIONS: Readonly<Record<WaitDecision, AuditAction>> = {
  deadline: 'run.wait-ended',
  'ended-early': 'run.wait-ended',
  cancelled: 'run.wait-ended',
  expired: 'run.expired',
  reconnected: 'run.resumed',
  released: 'plan.released',
};

/** Tells the state machine what was decided. Harmless to repeat: a token that nobody waits for any more is passed over. */
export const completeDecidedWait = async (
  deps: Pick<WaitDependencies, 'machines'>,
  run: Run,
): Promise<void> => {
  const { wait, runId } = run;
  const decision = wait?.decision ?? null;
  if (wait === null || decision === null) return;
  await deps.machines.completeWait(wait.taskToken, runId, outcomeOfWait(wait.phase, decision));
};

/** Completes a wait that was decided before its time, and takes its schedule back; one that stays would fire in vain. */
export const completeEarly = async (deps: WaitDependencies, run: Run): Promise<void> => {
  await completeDecidedWait(deps, run);
  if (run.wait !== null) await deps.scheduler.removeWaitEnd(run.runId, run.wait.phase);
};

/**
 * Ends a run's wait: the decision is stored first, on the condition that nobody decided before, and the machine is told second.
 * Repeated calls change nothing more and complete the token again.
 */
export const endWait = async (
  deps: WaitDependencies,
  caller: Caller,
  runId: string,
  end: WaitEnd,
): Promise<EndWaitResult> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    // A run that was closed while it waited leaves its schedule behind; nothing of it changes any more.
    if (run.status !== 'open') return { kind: 'not-waiting' };
    const judgement = judgeWaitEnd(run.wait, end, deps.clock.now());
    if (judgement.kind === 'early' && judgement.byMs <= MOST_AHEAD_MS) {
      await deps.clock.sleep(judgement.byMs);
      continue;
    }
    if (judgement.kind !== 'decided' || run.wait === null)
      return { kind: judgement.kind === 'early' ? 'early' : 'not-waiting' };
    const { decision } = judgement;
    if (run.wait.decision !== null) {
      await completeDecidedWait(deps, run);
      return { kind: 'ended', decision };
    }
    const wait = { ...run.wait, decision };
    const stage =
      wait.phase === 'answers' && outcomeOfWait(wait.phase, decision) === 'over' ? 'recheck' : run.stage;
    const written = await updateRun(deps, caller, run, { wait, stage }, ACTIONS[decision], {
      after: { phase: wait.phase, decision },
    });
    if (written.kind === 'conflict') continue;
    const complete = end.by === 'schedule' ? completeDecidedWait : completeEarly;
    await complete(deps, written.run);
    return { kind: 'ended', decision };
  }
};

/** Whether what a paused run waits for is there: its connection is connected. */
export const isPauseOver = async (
  { store }: Pick<Basics, 'store'>,
  { connectionId }: Pick<Run, 'connectionId'>,
): Promise<boolean> => (await store.get(connections, { connectionId }))?.state === 'connected';

/** Lets the paused runs of a connection go on: called after it was connected again. Returns the runs that go on. */
export const resumeRuns = async (
  deps: WaitDependencies,
  caller: Caller,
  connectionId: string,
): Promise<string[]> => {
  const resumed: string[] = [];
  for await (const { runId } of everyRecord(deps.store, openRuns, {})) {
    const run = await deps.store.get(runs, { runId });
    if (run?.wait?.phase !== 'reconnect' || run.wait.decision !== null) continue;
    if (run.connectionId !== connectionId || !(await isPauseOver(deps, run))) continue;
    const result = await endWait(deps, caller, runId, { by: 'reconnect' });
    if (result.kind === 'ended') resumed.push(runId);
  }
  return resumed;
};
