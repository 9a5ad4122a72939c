import type { CreateScheduleCommandInput, SchedulerClientConfig } from '@aws-sdk/client-scheduler';
import type { WaitPhase } from '../../domain/run.ts';
import type { Instant } from '../../domain/time.ts';
import type { Scheduler } from '../../ports/machines.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** The group schedules are made in, the role they call functions with, and the functions; a function has only what it is granted. */
export interface SchedulePlaces {
  readonly group: string;
  readonly roleArn?: string;
  readonly startRunFunctionArn?: string;
  readonly startSyncFunctionArn?: string;
  readonly endWaitFunctionArn?: string;
  readonly client?: SchedulerClientConfig;
}

type Timing = Pick<
  CreateScheduleCommandInput,
  'ScheduleExpression' | 'ScheduleExpressionTimezone' | 'State' | 'ActionAfterCompletion'
>;

const load = async (config: SchedulerClientConfig) => {
  const sdk = await import('@aws-sdk/client-scheduler');
  return { ...sdk, client: new sdk.SchedulerClient(config) };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const repeating = (expression: string, timeZone: string, enabled: boolean): Timing => ({
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: timeZone,
  State: enabled ? 'ENABLED' : 'DISABLED',
});

/** `at(...)` takes whole seconds without a zone (EventBridge Scheduler user guide, "Schedule types"); never before the moment. */
const once = (at: Instant): Timing => {
  const second = new Date(Math.ceil(Date.parse(at) / 1000) * 1000).toISOString().slice(0, 19);
  return {
    ScheduleExpression: `at(${second})`,
    ScheduleExpressionTimezone: 'UTC',
    State: 'ENABLED',
    ActionAfterCompletion: 'DELETE',
  };
};

/** The scheduler on EventBridge Scheduler. A schedule is named after what it is for; names are 64 characters at most. */
export class EventBridgeScheduler implements Scheduler {
  readonly #places: SchedulePlaces;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor(places: SchedulePlaces) {
    this.#places = places;
    this.#sdk = onFirstUse(() => load(places.client ?? {}));
  }

  async putWorkflowSchedule(
    workflowId: string,
    expression: string,
    timeZone: string,
    enabled: boolean,
  ): Promise<void> {
    const timing = repeating(expression, timeZone, enabled);
    await this.#put(`workflow-${workflowId}`, timing, this.#places.startRunFunctionArn, { workflowId });
  }

  async removeWorkflowSchedule(workflowId: string): Promise<void> {
    await this.#remove(`workflow-${workflowId}`);
  }

  async putSyncSchedule(
    connectionId: string,
    expression: string,
    timeZone: string,
    enabled: boolean,
  ): Promise<void> {
    const timing = repeating(expression, timeZone, enabled);
    await this.#put(`sync-${connectionId}`, timing, this.#places.startSyncFunctionArn, { connectionId });
  }

  async removeSyncSchedule(connectionId: string): Promise<void> {
    await this.#remove(`sync-${connectionId}`);
  }

  async putWaitEnd(runId: string, phase: WaitPhase, at: Instant): Promise<void> {
    const name = `wait-${phase}-${runId}`;
    await this.#put(name, once(at), this.#places.endWaitFunctionArn, { runId, phase });
  }

  async removeWaitEnd(runId: string, phase: WaitPhase): Promise<void> {
    await this.#remove(`wait-${phase}-${runId}`);
  }

  async #put(name: string, timing: Timing, functionArn: string | undefined, input: object): Promise<void> {
    const { group, roleArn } = this.#places;
    if (functionArn === undefined || roleArn === undefined)
      throw new Error(`This function knows no target for ${name}.`);
    const { client, CreateScheduleCommand, UpdateScheduleCommand } = await this.#sdk();
    const schedule = {
      ...timing,
      Name: name,
      GroupName: group,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn, RoleArn: roleArn, Input: JSON.stringify(input) },
    } satisfies CreateScheduleCommandInput;
    const create = () => client.send(new CreateScheduleCommand(schedule));
    try {
      await create();
    } catch (error) {
      if (nameOf(error) !== 'ConflictException') throw error;
      try {
        await client.send(new UpdateScheduleCommand(schedule));
      } catch (late) {
        // It fired and deleted itself in between.
        if (nameOf(late) !== 'ResourceNotFoundException') throw late;
        await create();
      }
    }
  }

  async #remove(name: string): Promise<void> {
    const { client, DeleteScheduleCommand } = await this.#sdk();
    try {
      await client.send(new DeleteScheduleCommand({ Name: name, GroupName: this.#places.group }));
    } catch (error) {
      if (nameOf(error) !== 'ResourceNotFoundException') throw error;
    }
  }
}
