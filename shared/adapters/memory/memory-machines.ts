import type { Machines, WaitOutcome } from '../../ports/machines.ts';

/** The state machines in memory, for tests: they remember what they were told and run nothing. */
export class MemoryMachines implements Machines {
  readonly startedRuns: string[] = [];
  readonly startedSyncs: { connectionId: string; pullId: string }[] = [];
  readonly completedWaits: { taskToken: string; runId: string; outcome: WaitOutcome }[] = [];
  readonly #goneTokens = new Set<string>();
  readonly #endedRuns = new Set<string>();

  /** Nobody waits for this token any more. */
  forgetToken(taskToken: string): void {
    this.#goneTokens.add(taskToken);
  }

  /** The run's execution is over. */
  endRun(runId: string): void {
    this.#endedRuns.add(runId);
  }

  async startRun(runId: string): Promise<void> {
    await Promise.resolve();
    if (!this.startedRuns.includes(runId)) this.startedRuns.push(runId);
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

  async runState(runId: string): Promise<'running' | 'ended' | 'unknown'> {
    await Promise.resolve();
    if (!this.startedRuns.includes(runId)) return 'unknown';
    return this.#endedRuns.has(runId) ? 'ended' : 'running';
  }
}
