import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  type HistoryEvent,
  SFNClient,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListMapRuns,
} from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { type MachineName, visitedBy } from '../support/integration/executions.ts';
import type { Span } from './overlap.ts';
import { type Kinds, largestByKind } from './state-data.ts';

const client = (): SFNClient => new SFNClient(emulatorClient(inject('endpoints').awsEndpoint));

/** One execution, and what its history says. */
export interface ExecutionFacts {
  /** Label of its Map; empty for the machine's own. */
  readonly label: string;
  readonly span: Span;
  /** Events as AWS writes them; the emulator leaves some out. */
  readonly events: number;
  /** Calls of functions that succeeded. */
  readonly calls: number;
  /** The same by the name of the state; empty where the history does not tell states. */
  readonly callsByState: ReadonlyMap<string, number>;
  /** Bytes of the largest input and output of any of its steps, and of the execution. */
  readonly largestInput: number;
  readonly largestOutput: number;
  /** The largest of each kind of state data. */
  readonly kinds: Kinds;
}

/** A run or a sync with the children of its Maps. */
export interface MachineFacts {
  readonly own: ExecutionFacts;
  readonly children: readonly ExecutionFacts[];
  readonly transitions: number;
}

const historyOf = async (executionArn: string): Promise<HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  for await (const { events: page = [] } of paginateGetExecutionHistory(
    { client: client(), pageSize: 1000 },
    { executionArn },
  ))
    events.push(...page);
  return events;
};

const largest = (texts: readonly (string | undefined)[]): number =>
  texts.reduce((most, text) => Math.max(most, Buffer.byteLength(text ?? '')), 0);

/** A call of a function is five events on AWS: entered, scheduled, started, succeeded, exited (Step Functions developer guide). */
const EVENTS_OF_A_CALL = 5;
/** A pass, a choice, a wait and the end are entered and left. */
const EVENTS_OF_A_STATE = 2;
/** An execution is started and ended. */
const EVENTS_OF_AN_EXECUTION = 2;

/** A distributed Map is also begun and ended as a Map Run. */
const MORE_EVENTS_OF_A_MAP = 2;

/** The events that AWS would write for an execution that entered `states` states, with its Maps, and made `calls` calls. */
const eventsOnAws = (states: number, maps: number, calls: number): number =>
  EVENTS_OF_AN_EXECUTION +
  calls * EVENTS_OF_A_CALL +
  Math.max(0, states - calls) * EVENTS_OF_A_STATE +
  maps * MORE_EVENTS_OF_A_MAP;

const callsByState = (events: readonly HistoryEvent[]): ReadonlyMap<string, number> => {
  const calls = new Map<string, number>();
  let state = '';
  for (const { type, stateEnteredEventDetails } of events) {
    state = stateEnteredEventDetails?.name ?? state;
    if (type === 'TaskSucceeded' && state !== '') calls.set(state, (calls.get(state) ?? 0) + 1);
  }
  return calls;
};

const factsOf = (
  { startDate, stopDate }: Pick<ExecutionListItem, 'startDate' | 'stopDate'>,
  events: readonly HistoryEvent[],
  label: string,
  states: number,
  input?: string,
): ExecutionFacts => {
  const calls = events.filter(({ type }) => type === 'TaskSucceeded').length;
  const inputs = [
    input,
    ...events.flatMap((event) => [
      event.executionStartedEventDetails?.input,
      event.stateEnteredEventDetails?.input,
      event.taskScheduledEventDetails?.parameters,
    ]),
  ];
  const outputs = events.flatMap((event) => [
    event.executionSucceededEventDetails?.output,
    event.stateExitedEventDetails?.output,
    event.taskSucceededEventDetails?.output,
  ]);
  return {
    label,
    span: { from: startDate?.getTime() ?? 0, to: stopDate?.getTime() ?? 0 },
    events: eventsOnAws(states, events.filter(({ type }) => type === 'MapStateEntered').length, calls),
    calls,
    callsByState: callsByState(events),
    largestInput: largest(inputs),
    largestOutput: largest(outputs),
    kinds: largestByKind([...inputs, ...outputs].filter((text) => text !== undefined)),
  };
};

const listed = async (
  by: { stateMachineArn: string } | { mapRunArn: string },
): Promise<ExecutionListItem[]> => {
  const found: ExecutionListItem[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: client() }, by))
    found.push(...executions);
  return found;
};

/** A state that a child goes through beside its calls: it notes its start, decides after each call, and leaves. */
const statesOfChild = (calls: number): number => 2 + 2 * calls;

const childrenOf = async (executionArn: string): Promise<ExecutionFacts[]> => {
  const children: ExecutionFacts[] = [];
  for await (const { mapRuns = [] } of paginateListMapRuns({ client: client() }, { executionArn }))
    for (const { mapRunArn = '' } of mapRuns) {
      const label = /:mapRun:[^/]+\/([^:]+):/.exec(mapRunArn)?.[1] ?? '';
      for (const child of await listed({ mapRunArn })) {
        const { executionArn: childArn = '' } = child;
        const events = await historyOf(childArn);
        // The emulator's history of a child does not tell what it was given.
        const { input } = await client().send(new DescribeExecutionCommand({ executionArn: childArn }));
        const calls = events.filter(({ type }) => type === 'TaskSucceeded').length;
        children.push(factsOf(child, events, label, statesOfChild(calls), input));
      }
    }
  return children;
};

/** What the histories of an execution of a machine say; it is named after its run or its pull. */
export const machineFacts = async (machine: MachineName, name: string): Promise<MachineFacts> => {
  const stateMachineArn = inject('endpoints').stateMachines[machine];
  const execution = (await listed({ stateMachineArn })).find(({ executionArn }) =>
    executionArn?.endsWith(name),
  );
  const { executionArn } = execution ?? {};
  if (execution === undefined || executionArn === undefined)
    throw new Error(`No execution is named after ${name}.`);
  const events = await historyOf(executionArn);
  const own = events.filter(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined).length;
  const visited = await visitedBy(machine, executionArn);
  return {
    own: factsOf(execution, events, '', own),
    children: await childrenOf(executionArn),
    transitions: visited.length,
  };
};
