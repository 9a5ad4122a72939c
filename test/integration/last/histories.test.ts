import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Endpoints } from '../../../local/stack/endpoints.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import {
  type MachineName,
  callDurations,
  definedStates,
  executionsOfMachine,
  visitedBy,
} from '../../support/integration/executions.ts';

const MACHINES: readonly MachineName[] = ['workflowRun', 'connectionSync'];

/** Longest that a function may take. */
const MOST_SECONDS = 20;

/** States in which the machine waits for a person, or for a limit to end; their function answers at once, and the token comes later. */
const isWait = (name: string): boolean => /^Wait (long )?for/.test(name);

const stacks = (): Endpoints[] => inject('stacks').map(({ endpoints }) => endpoints);

/** An execution, and the stack that has it. */
interface Found {
  readonly arn: string;
  readonly at: Endpoints;
}

/** Runs after all other tests, over the executions they left. */
describe('the executions of all integration tests', () => {
  const executions = new Map<MachineName, Found[]>();
  beforeAll(async () => {
    for (const machine of MACHINES) {
      const found: Found[] = [];
      for (const at of stacks())
        found.push(...(await executionsOfMachine(machine, at)).map((arn) => ({ arn, at })));
      executions.set(machine, found);
    }
  });

  it.each(MACHINES)('entered every named state of the machine %s', async (machine) => {
    const visited = new Set<string>();
    for (const { arn, at } of executions.get(machine) ?? [])
      for (const state of await visitedBy(machine, arn, at)) visited.add(state);
    const defined = await definedStates(machine);
    expect(defined.length).toBeGreaterThan(4);
    expect(defined.filter((state) => !visited.has(state))).toEqual([]);
  });

  it('called no function for longer than 20 seconds', async () => {
    const slow: string[] = [];
    let calls = 0;
    for (const { arn, at } of [...executions.values()].flat())
      for (const { name, ms } of await callDurations(arn, at)) {
        if (isWait(name)) continue;
        calls += 1;
        if (ms > MOST_SECONDS * 1000) slow.push(`${name}: ${ms} ms`);
      }
    expect(calls).toBeGreaterThan(50);
    expect(slow).toEqual([]);
  });

  it('call functions that end themselves after 20 seconds at the latest', async () => {
    const client = new LambdaClient(emulatorClient(inject('endpoints').awsEndpoint));
    const long: string[] = [];
    let found = 0;
    for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
      for (const { FunctionName = '', Timeout = 0 } of Functions) {
        found += 1;
        if (Timeout > MOST_SECONDS) long.push(`${FunctionName}: ${Timeout} s`);
      }
    client.destroy();
    expect(found).toBeGreaterThan(10);
    expect(long).toEqual([]);
  });
});
