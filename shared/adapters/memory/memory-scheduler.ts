import type { WaitPhase } from '../../domain/run.ts';
import type { Instant } from '../../domain/time.ts';
import type { Scheduler } from '../../ports/machines.ts';

/** A schedule that stands now: a repeating one, or a one-time one with `at`. */
export type StandingSchedule =
  | { readonly expression: string; readonly timeZone: string; readonly enabled: boolean }
  | { readonly at: Instant };

/** The scheduler in memory, for tests: nothing fires; `standing` has what stands, by `workflow#id`, `sync#id` or `wait#run#phase`. */
export class MemoryScheduler implements Scheduler {
  readonly standing = new Map<string, StandingSchedule>();

  async putWorkflowSchedule(
    workflowId: string,
    expression: string,
    timeZone: string,
    enabled: boolean,
  ): Promise<void> {
    await this.#put(`workflow#${workflowId}`, { expression, timeZone, enabled });
  }

  async removeWorkflowSchedule(workflowId: string): Promise<void> {
    await this.#remove(`workflow#${workflowId}`);
  }

  async putSyncSchedule(
    connectionId: string,
    expression: string,
    timeZone: string,
    enabled: boolean,
  ): Promise<void> {
    await this.#put(`sync#${connectionId}`, { expression, timeZone, enabled });
  }

  async removeSyncSchedule(connectionId: string): Promise<void> {
    await this.#remove(`sync#${connectionId}`);
  }

  async putWaitEnd(runId: string, phase: WaitPhase, at: Instant): Promise<void> {
    await this.#put(`wait#${runId}#${phase}`, { at });
  }

  async removeWaitEnd(runId: string, phase: WaitPhase): Promise<void> {
    await this.#remove(`wait#${runId}#${phase}`);
  }

  async #put(name: string, schedule: StandingSchedule): Promise<void> {
    await Promise.resolve();
    this.standing.set(name, schedule);
  }

  async #remove(name: string): Promise<void> {
    await Promise.resolve();
    this.standing.delete(name);
  }
}
