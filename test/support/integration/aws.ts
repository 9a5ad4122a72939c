import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { DynamoRecordStore } from '../../../shared/adapters/dynamodb/dynamo-record-store.ts';
import type { TableName } from '../../../shared/records/collection.ts';
import { PATIENCE_SECONDS, until } from './api.ts';

/** The deployed tables as the product reads and writes them, for putting them into a state that is hard to reach from outside. */
export const storedRecords = (): DynamoRecordStore => {
  const { tables, awsEndpoint } = inject('endpoints');
  return new DynamoRecordStore({ tables, client: emulatorClient(awsEndpoint) });
};

/** Every row of the named tables, as text, in order: two dumps are equal where nothing was written between them. */
export const dump = async (...names: readonly TableName[]): Promise<string[]> => {
  const { tables, awsEndpoint } = inject('endpoints');
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClient(awsEndpoint)));
  const rows: string[] = [];
  for (const name of names) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: tables[name],
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      for (const row of page.Items ?? []) rows.push(`${name} ${JSON.stringify(row)}`);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }
  client.destroy();
  return rows.sort();
};

/** Longer than anything that goes over bus and queue is held back there. */
const STILL_MS = 6_000;

/**
 * The rows of the named tables once nothing is written there any more: what tests before this one left to bus, queues and streams is done
 * by then.
 */
export const dumpStill = async (...names: readonly TableName[]): Promise<string[]> => {
  let before: string[] = [];
  return until(
    'nothing to be written any more',
    PATIENCE_SECONDS,
    async () => {
      before = await dump(...names);
      await new Promise((resolve) => setTimeout(resolve, STILL_MS));
      return dump(...names);
    },
    (after) => after.join() === before.join(),
  );
};

/** Deployed functions by the name of their entry, such as `Act` or `StartRun`. */
const functionName = async (client: LambdaClient, id: string): Promise<string> => {
  const pattern = new RegExp(`-${id}Function[0-9A-F]{8}-`);
  let marker: string | undefined;
  do {
    const page = await client.send(new ListFunctionsCommand(marker === undefined ? {} : { Marker: marker }));
    for (const { FunctionName: name = '' } of page.Functions ?? []) if (pattern.test(name)) return name;
    marker = page.NextMarker;
  } while (marker !== undefined);
  throw new Error(`There is no function ${id} in the deployed stack.`);
};

/** What came of calling a function: its answer, or the fault it ended with. */
export type Invoked =
  { readonly kind: 'answer'; readonly value: unknown } | { readonly kind: 'fault'; readonly value: unknown };

/** Calls a deployed function as the machine or the scheduler would. */
export const invoke = async (id: string, payload: unknown): Promise<Invoked> => {
  const client = new LambdaClient(emulatorClient(inject('endpoints').awsEndpoint));
  try {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: await functionName(client, id), Payload: JSON.stringify(payload) }),
    );
    const value: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    return { kind: answer.FunctionError === undefined ? 'answer' : 'fault', value };
  } finally {
    client.destroy();
  }
};
