import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  type HistoryEvent,
  SFNClient,
  StopExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListMapRuns,
} from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import type { Endpoints } from '../../../local/stack/endpoints.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { type Definition, mapsIn, namesIn, readDefinition, wayThrough } from './definition.ts';

/** The stack of a test, where it names no other. */
const here = (): Endpoints => inject('endpoints');

const client = (at: Endpoints): SFNClient => new SFNClient(emulatorClient(at.awsEndpoint));

/** Which of the two machines. */
export type MachineName = 'workflowRun' | 'connectionSync';

const historyOf = async (executionArn: string, at = here()): Promise<HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client: client(at), pageSize: 1000 }, { executionArn });
  for await (const { events: page = [] } of pages) events.push(...page);
  return events;
};

const entered = (events: readonly HistoryEvent[]): string[] =>
  events.flatMap(({ stateEnteredEventDetails: details }) => details?.name ?? []);

const executionsOf = async (
  by: { stateMachineArn: string } | { mapRunArn: string },
  at: Endpoints,
): Promise<string[]> => {
  const arns: string[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: client(at) }, by))
    arns.push(...executions.flatMap(({ executionArn }) => executionArn ?? []));
  return arns;
};

interface Child {
  readonly executionArn: string;
  /** Label of its Map. */
  readonly label: string;
}

/** The children of the Map runs of an execution. */
export const childrenOf = async (executionArn: string, at = here()): Promise<Child[]> => {
  const children: Child[] = [];
  for await (const { mapRuns = [] } of paginateListMapRuns({ client: client(at) }, { executionArn }))
    for (const { mapRunArn = '' } of mapRuns) {
      const label = /:mapRun:[^/]+\/([^:]+):/.exec(mapRunArn)?.[1] ?? '';
      for (const child of await executionsOf({ mapRunArn }, at))
        children.push({ executionArn: child, label });
    }
  return children;
};

/** Every execution of a machine so far. */
export const executionsOfMachine = (name: MachineName, at = here()): Promise<string[]> =>
  executionsOf({ stateMachineArn: at.stateMachines[name] }, at);

const executionNamed = async (machine: MachineName, name: string): Promise<string> => {
  const found = (await executionsOfMachine(machine)).find((arn) => arn.endsWith(name));
  if (found === undefined) throw new Error(`No execution is named after ${name}.`);
  return found;
};

/** The execution of a run; it is named after it. */
export const executionOfRun = (runId: string): Promise<string> => executionNamed('workflowRun', runId);

/** The execution of a sync; it is named after its pull. */
export const executionOfSync = (pullId: string): Promise<string> => executionNamed('connectionSync', pullId);

/** How the execution of a run stands, in the words of Step Functions. */
export const executionState = async (runId: string): Promise<string> => {
  const executionArn = await executionOfRun(runId);
  return (await client(here()).send(new DescribeExecutionCommand({ executionArn }))).status ?? 'UNKNOWN';
};

/** Ends the execution of a run from outside, as an operator could. */
export const stopExecution = async (runId: string): Promise<void> => {
  await client(here()).send(new StopExecutionCommand({ executionArn: await executionOfRun(runId) }));
};

/** The same of a sync. */
export const stopSync = async (pullId: string): Promise<void> => {
  await client(here()).send(new StopExecutionCommand({ executionArn: await executionOfSync(pullId) }));
};

/** Whether a sync of a connection still goes on, whatever those of others do. */
export const isSyncing = async (connectionId: string): Promise<boolean> => {
  const sfn = client(here());
  const by = { stateMachineArn: here().stateMachines.connectionSync, statusFilter: 'RUNNING' } as const;
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, by))
    for (const { executionArn } of executions) {
      const { input, status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING' && input?.includes(connectionId) === true) return true;
    }
  return false;
};

/** The states one run's own execution entered, in order. */
export const statesOf = async (runId: string): Promise<string[]> =>
  entered(await historyOf(await executionOfRun(runId)));

/** What the calls of an execution answered, in order. */
const answersIn = (events: readonly HistoryEvent[]): unknown[] =>
  events.flatMap(({ taskSucceededEventDetails: details }): unknown[] =>
    details?.output === undefined ? [] : [JSON.parse(details.output)],
  );

/** The states an execution and its children entered. */
export const visitedBy = async (
  machine: MachineName,
  executionArn: string,
  at = here(),
): Promise<string[]> => {
  const maps = mapsIn(await definitionOf(machine, at));
  const visited = entered(await historyOf(executionArn, at));
  for (const child of await childrenOf(executionArn, at)) {
    const events = await historyOf(child.executionArn, at);
    const own = entered(events);
    // The emulator writes no state events for the children of a Map run: their way is followed by what their calls answered.
    visited.push(...(own.length > 0 ? own : wayThrough(maps.get(child.label), answersIn(events))));
  }
  return visited;
};

/** The states a run entered, those of its Map runs included. */
export const visitedStates = async (runId: string): Promise<string[]> =>
  visitedBy('workflowRun', await executionOfRun(runId));

/** The nine stages, as the machine names the states in which they are done. */
const STAGES: ReadonlySet<string> = new Set([
  'Pull the accounts',
  'Preview the run',
  'Guard the plan',
  'Send the notices',
  'Wait for the answers',
  'Re-check the plan',
  'Act on the plan',
  'Verify the outcomes',
  'Report the run',
]);

/** The stages a run entered, each once, in the order of their first time. */
export const stagesOf = async (runId: string): Promise<string[]> => [
  ...new Set((await statesOf(runId)).filter((state) => STAGES.has(state))),
];

const definitionOf = async (name: MachineName, at = here()): Promise<Definition> => {
  const stateMachineArn = at.stateMachines[name];
  const { definition } = await client(at).send(new DescribeStateMachineCommand({ stateMachineArn }));
  return readDefinition(definition ?? '');
};

/** Every named state of a deployed machine. */
export const definedStates = async (name: MachineName): Promise<string[]> =>
  namesIn(await definitionOf(name));

/** How long each call of a function took, as the history of its execution says, in milliseconds. */
export const callDurations = async (
  executionArn: string,
  at = here(),
): Promise<{ name: string; ms: number }[]> => {
  const children = await childrenOf(executionArn, at);
  const durations: { name: string; ms: number }[] = [];
  for (const { executionArn: arn, label } of [{ executionArn, label: '' }, ...children]) {
    let name = label;
    let scheduled = 0;
    for (const { type, timestamp, stateEnteredEventDetails } of await historyOf(arn, at)) {
      const at = timestamp?.getTime() ?? 0;
      name = stateEnteredEventDetails?.name ?? name;
      if (type === 'TaskScheduled') scheduled = at;
      if (type === 'TaskSucceeded' || type === 'TaskFailed') durations.push({ name, ms: at - scheduled });
    }
  }
  return durations;
};
