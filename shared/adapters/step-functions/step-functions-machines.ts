import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import { CONTRACT, type waitOverSchema } from '../../contracts/workflow-steps.ts';
import type { ExecutionState, Machines, WaitOutcome } from '../../ports/machines.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** The state machines; a function has only those that it is granted. `client` is left out on AWS. */
export interface MachinePlaces {
  readonly runMachineArn?: string;
  readonly syncMachineArn?: string;
  readonly client?: SFNClientConfig;
}

const load = async (config: SFNClientConfig) => {
  const sdk = await import('@aws-sdk/client-sfn');
  return { ...sdk, client: new sdk.SFNClient(config) };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Answers by which a token's execution no longer waits (API reference, SendTaskSuccess). */
const GONE: ReadonlySet<string> = new Set(['InvalidToken', 'TaskDoesNotExist', 'TaskTimedOut']);

const STILL_GOING: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE']);

const granted = (arn: string | undefined, name: string): string => {
  if (arn === undefined) throw new Error(`This function knows no ${name} machine.`);
  return arn;
};

/** Names an execution: the first of a run is called as the run, the n-th `<run>-n`. At most 80 characters (API reference). */
const executionName = (runId: string, execution: number): string =>
  execution === 1 ? runId : `${runId}-${String(execution)}`;

/** The state machines on Step Functions. An execution is named after its run, or its pull, so that it is started once only. */
export class StepFunctionsMachines implements Machines {
  readonly #places: MachinePlaces;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor(places: MachinePlaces) {
    this.#places = places;
    this.#sdk = onFirstUse(() => load(places.client ?? {}));
  }

  async startRun(runId: string, execution = 1): Promise<void> {
    const name = executionName(runId, execution);
    await this.#start(granted(this.#places.runMachineArn, 'run'), name, { contract: CONTRACT, runId });
  }

  async startSync(connectionId: string, pullId: string): Promise<void> {
    const input = { contract: CONTRACT, connectionId, pullId };
    await this.#start(granted(this.#places.syncMachineArn, 'sync'), pullId, input);
  }

  async completeWait(
    taskToken: string,
    runId: string,
    outcome: WaitOutcome,
  ): Promise<{ readonly kind: 'done' | 'gone' }> {
    const { client, SendTaskSuccessCommand } = await this.#sdk();
    const output = { contract: CONTRACT, runId, outcome } satisfies z.infer<typeof waitOverSchema>;
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      return { kind: 'done' };
    } catch (error) {
      if (GONE.has(nameOf(error))) return { kind: 'gone' };
      throw error;
    }
  }

  async runState(runId: string, execution = 1): Promise<ExecutionState> {
    return this.#state(granted(this.#places.runMachineArn, 'run'), executionName(runId, execution));
  }

  async syncState(pullId: string): Promise<ExecutionState> {
    return this.#state(granted(this.#places.syncMachineArn, 'sync'), pullId);
  }

  async #state(machine: string, name: string): Promise<ExecutionState> {
    const { client, DescribeExecutionCommand } = await this.#sdk();
    const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      const { status = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return STILL_GOING.has(status) ? 'running' : 'ended';
    } catch (error) {
      if (nameOf(error) === 'ExecutionDoesNotExist') return 'unknown';
      throw error;
    }
  }

  async #start(stateMachineArn: string, name: string, input: object): Promise<void> {
    const { client, StartExecutionCommand } = await this.#sdk();
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    } catch (error) {
      if (nameOf(error) !== 'ExecutionAlreadyExists') throw error;
    }
  }
}
