import type { WaitPhase } from '../domain/run.ts';
import type { Instant } from '../domain/time.ts';

/** What completes a wait in the state machine. */
export type WaitOutcome = 'over' | 'resumed' | 'released' | 'ended';

/** How an execution stands; `unknown` also where it ended so long ago that nobody remembers it (90 days on Step Functions). */
export type ExecutionState = 'running' | 'ended' | 'unknown';

/** The state machines. Starting is idempotent by name. */
export interface Machines {
  /** Starts an execution of a run, its first unless said otherwise. One that was started before is left as it is. */
  startRun(runId: string, execution?: number): Promise<void>;
  startSync(connectionId: string, pullId: string): Promise<void>;
  /** Completes a task token. `gone`: the execution no longer waits for it. */
  completeWait(
    taskToken: string,
    runId: string,
    outcome: WaitOutcome,
  ): Promise<{ readonly kind: 'done' | 'gone' }>;
  /** Whether an execution of a run, its first unless said otherwise, still goes on. `unknown` where there is no such execution. */
  runState(runId: string, execution?: number): Promise<ExecutionState>;
  /** Whether the execution of a sync still goes on. */
  syncState(pullId: string): Promise<ExecutionState>;
}

/** Schedules of the deployment; each calls one of our functions. Putting one again replaces it; removing none is harmless. */
export interface Scheduler {
  putWorkflowSchedule(
    workflowId: string,
    expression: string,
    timeZone: string,
    enabled: boolean,
  ): Promise<void>;
  removeWorkflowSchedule(workflowId: string): Promise<void>;
  putSyncSchedule(
    connectionId: string,
    expression: string,
    timeZone: string,
    enabled: boolean,
  ): Promise<void>;
  removeSyncSchedule(connectionId: string): Promise<void>;
  /** One-time, per run and phase; deletes itself after it fired. */
  putWaitEnd(runId: string, phase: WaitPhase, at: Instant): Promise<void>;
  removeWaitEnd(runId: string, phase: WaitPhase): Promise<void>;
}
