import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { z } from 'zod';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { MEMORY_PATH, TRAFFIC_PATH } from './counting-proxy.ts';
import { type Traffic, trafficBetween, trafficSchema } from './traffic.ts';
import { type WorkerPeak, workerPeakSchema } from './worker-memory.ts';

/** How often a function was called, and how much memory was held for how long. */
export interface Invocations {
  readonly calls: number;
  readonly gigabyteSeconds: number;
}

/** What was sent to AWS up to a moment. */
export interface Moment {
  readonly at: number;
  readonly traffic: Traffic;
}

/** What was counted between two moments. */
export interface Counted {
  readonly traffic: Traffic;
  /** By the name of the function's entry; those that were not called are left out. */
  readonly functions: ReadonlyMap<string, Invocations>;
}

const ask = async <S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>> => {
  const response = await fetch(`${inject('countingProxy')}${path}`);
  return shape.parse(await response.json());
};

/** The most memory that each worker process has taken so far. */
export const workerPeaks = (): Promise<WorkerPeak[]> => ask(MEMORY_PATH, z.array(workerPeakSchema));

/** The name of a function's entry, e.g. `Act`, out of the name that CloudFormation gave. */
export const entryOf = (functionName: string): string =>
  /-([A-Za-z]+)Function[0-9A-F]{8}-/.exec(functionName)?.[1] ?? functionName;

export const now = async (): Promise<Moment> => ({
  at: Date.now(),
  traffic: await ask(TRAFFIC_PATH, trafficSchema),
});

/** What one request may give. */
const MOST_EVENTS = 10_000;

/** Every call of a function leaves one line that tells what is billed (Lambda developer guide: REPORT). */
const REPORT = /^REPORT .*Billed Duration: ([\d.]+) ms/;

/** How long each call of a function took that ended within a span, in milliseconds. */
const billed = async (
  client: CloudWatchLogsClient,
  group: string,
  from: number,
  to: number,
): Promise<number[]> => {
  try {
    const { events = [] } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        startTime: from,
        endTime: to,
        filterPattern: 'REPORT',
        limit: MOST_EVENTS,
      }),
    );
    if (events.length === MOST_EVENTS)
      throw new RangeError(`${group} has more calls than one request gives.`);
    return events.flatMap(({ message = '' }) => {
      const ms = REPORT.exec(message)?.[1];
      return ms === undefined ? [] : [Number(ms)];
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
};

/** What was counted between two moments. */
export const countedBetween = async (before: Moment, after: Moment): Promise<Counted> => {
  const config = emulatorClient(inject('endpoints').awsEndpoint);
  const lambda = new LambdaClient(config);
  const logs = new CloudWatchLogsClient(config);
  const functions = new Map<string, Invocations>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName = '', MemorySize = 0, LoggingConfig } of Functions) {
      const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
      const times = await billed(logs, group, before.at, after.at);
      const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1000;
      if (times.length > 0)
        functions.set(entryOf(FunctionName), {
          calls: times.length,
          gigabyteSeconds: seconds * (MemorySize / 1024),
        });
    }
  lambda.destroy();
  logs.destroy();
  return { traffic: trafficBetween(before.traffic, after.traffic), functions };
};
