import type { ExecutionState, Machines, WaitOutcome } from '../../ports/machines.ts';

const executionName = (runId: string, execution: number): string =>
  execution === 1 ? runId : `${runId}-${String(execution)}`;

/** The state machines in memory, for tests: they remember what they were told and run nothing. An execution after the first is `<run>-n`. */
export class MemoryMachines implements Machines {
  readonly startedRuns: string[] = [];
  readonly startedSyncs: { connectionId: string; pullId: string }[] = [];
  readonly completedWaits: { taskToken: string; runId: string; outcome: WaitOutcome }[] = [];
  readonly #goneTokens = new Set<string>();
  readonly #endedRuns = new Set<string>();
  readonly #endedSyncs = new Set<string>();

  /** Nobody waits for this token any more. */
  forgetToken(taskToken: string): void {
    this.#goneTokens.add(taskToken);
  }

  /** An execution of the run, its first unless said otherwise, is over. */
  endRun(runId: string, execution = 1): void {
    this.#endedRuns.add(executionName(runId, execution));
  }

  /** The execution of a sync is over. */
  endSync(pullId: string): void {
    this.#endedSyncs.add(pullId);
  }

  async startRun(runId: string, execution = 1): Promise<void> {
    await Promise.resolve();
    const name = executionName(runId, execution);
    if (!this.startedRuns.includes(name)) this.startedRuns.push(name);
  }

  async startSync(connectionId: string, pullId: string): Promise<void> {
    await Promise.resolve();
    if (!this.startedSyncs.some((sync) => sync.pullId === pullId))
      this.startedSyncs.push({ connectionId, pullId });
  }

  async completeWait(
    taskToken: string,
    runId: string,
    outcome: WaitOutcome,
  ): Promise<{ readonly kind: 'done' | 'gone' }> {
    await Promise.resolve();
    if (this.#goneTokens.has(taskToken)) return { kind: 'gone' };
    this.#goneTokens.add(taskToken);
    this.completedWaits.push({ taskToken, runId, outcome });
    return { kind: 'done' };
  }

  async syncState(pullId: string): Promise<ExecutionState> {
    await Promise.resolve();
    if (!this.startedSyncs.some((sync) => sync.pullId === pullId)) return 'unknown';
    return this.#endedSyncs.has(pullId) ? 'ended' : 'running';
  }

  async runState(runId: string, execution = 1): Promise<ExecutionState> {
    await Promise.resolve();
    const name = executionName(runId, execution);
    if (!this.startedRuns.includes(name)) return 'unknown';
    return this.#endedRuns.has(name) ? 'ended' : 'running';
  }
}
