import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import { z } from 'zod';
import { Chance } from '../../../local/company/chance.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { CONTRACT } from '../../../shared/contracts/workflow-steps.ts';
import { childrenOf, executionOfRun } from '../integration/executions.ts';

/** A call that a machine made of a step. */
interface StepCall {
  /** Unique within a run. */
  readonly name: string;
  readonly functionArn: string;
  readonly payload: object;
}

const LAMBDA = /^arn:aws:lambda:[^:]*:[^:]*:function:/;

/** States whose step is asked for the run as a whole. */
const isForWhole = (state: string): boolean => state.startsWith('Ask whether');

const POLL_MS = 800;
const AT_ONCE = 2;

const childInputSchema = z.object({ runId: z.string(), shard: z.int() });

/** Looks at what the machine of a run calls, and calls it again. */
export class RepeatedSteps {
  readonly #sfn = new SFNClient(emulatorClient(inject('endpoints').awsEndpoint));
  readonly #lambda = new LambdaClient({
    ...emulatorClient(inject('endpoints').awsEndpoint),
    maxAttempts: 1,
  });
  readonly #runId: string;
  readonly #chance: Chance;
  readonly #seen = new Set<string>();
  readonly #open = new Set<Promise<void>>();
  #isStopped = false;
  #loop: Promise<void> = Promise.resolve();
  #repeated = 0;

  constructor(runId: string, seed: number) {
    this.#runId = runId;
    this.#chance = new Chance(seed);
  }

  start(): void {
    this.#loop = this.#watch();
  }

  /** How many calls were made again. */
  async stop(): Promise<number> {
    this.#isStopped = true;
    await this.#loop;
    await Promise.all(this.#open);
    this.#sfn.destroy();
    this.#lambda.destroy();
    return this.#repeated;
  }

  async #watch(): Promise<void> {
    const executionArn = await executionOfRun(this.#runId);
    while (!this.#isStopped) {
      for (const call of [
        ...(await this.#callsOfRun(executionArn)),
        ...(await this.#callsOfChildren(executionArn)),
      ]) {
        if (this.#seen.has(call.name)) continue;
        this.#seen.add(call.name);
        if (this.#chance.next() < 0.5) continue;
        this.#again(call);
        if (this.#open.size >= AT_ONCE) await Promise.race(this.#open);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** What comes of a repeat is nobody's concern: it may be killed like any other call. */
  #again({ functionArn, payload }: StepCall): void {
    this.#repeated += 1;
    const command = new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(payload) });
    const call: Promise<void> = this.#lambda
      .send(command)
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => this.#open.delete(call));
    this.#open.add(call);
  }

  /** Lambda functions an execution has called so far, with the state that called each. */
  async #scheduled(executionArn: string): Promise<{ id: number; state: string; functionArn: string }[]> {
    const calls: { id: number; state: string; functionArn: string }[] = [];
    let state = '';
    for await (const { events = [] } of paginateGetExecutionHistory({ client: this.#sfn }, { executionArn }))
      for (const { id = 0, stateEnteredEventDetails: entered, taskScheduledEventDetails: task } of events) {
        state = entered?.name ?? state;
        const functionArn = task?.resource ?? '';
        if (LAMBDA.test(functionArn)) calls.push({ id, state, functionArn });
      }
    return calls;
  }

  async #callsOfRun(executionArn: string): Promise<StepCall[]> {
    const input = { contract: CONTRACT, runId: this.#runId };
    return (await this.#scheduled(executionArn)).map(({ id, state, functionArn }) => ({
      name: `run ${id}`,
      functionArn,
      payload: isForWhole(state) ? { ...input, scope: 'run' } : input,
    }));
  }

  async #callsOfChildren(executionArn: string): Promise<StepCall[]> {
    const calls: StepCall[] = [];
    for (const child of await childrenOf(executionArn)) {
      if (this.#seen.has(`${child.executionArn} done`)) continue;
      const {
        input = '{}',
        startDate,
        status,
      } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn: child.executionArn }));
      const { runId, shard } = childInputSchema.parse(JSON.parse(input));
      const startedAt = (startDate ?? new Date()).toISOString();
      const payload = { contract: CONTRACT, runId, scope: 'shard', shard, startedAt };
      for (const { id, functionArn } of await this.#scheduled(child.executionArn))
        calls.push({ name: `${child.executionArn} ${id}`, functionArn, payload });
      if (status !== 'RUNNING') this.#seen.add(`${child.executionArn} done`);
    }
    return calls;
  }
}
