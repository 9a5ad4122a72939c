import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { Endpoints } from '../../../local/stack/endpoints.ts';
import { emulatorClient } from '../../../local/stack/first-token.ts';

/** Lines that the platform writes around each call. */
const OF_THE_PLATFORM = /^(START|END|REPORT) RequestId: /;

/** Everything that the functions of a stack wrote so far, line by line, by the name of the function's entry, such as `Act`. */
export const functionLogs = async ({
  awsEndpoint,
}: Pick<Endpoints, 'awsEndpoint'>): Promise<ReadonlyMap<string, readonly string[]>> => {
  const client = emulatorClient(awsEndpoint);
  const [functions, logs] = [new LambdaClient(client), new CloudWatchLogsClient(client)];
  const lines = new Map<string, string[]>();
  try {
    for await (const { Functions = [] } of paginateListFunctions({ client: functions }, {}))
      for (const { FunctionName = '', LoggingConfig } of Functions) {
        const name = /-(\w+)Function[0-9A-F]{8}-/.exec(FunctionName)?.[1] ?? FunctionName;
        const logGroupName = LoggingConfig?.LogGroup;
        const found: string[] = [];
        for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName }))
          found.push(...events.map(({ message = '' }) => message));
        lines.set(
          name,
          found.filter((line) => line !== '' && !OF_THE_PLATFORM.test(line)),
        );
      }
  } finally {
    functions.destroy();
    logs.destroy();
  }
  return lines;
};
