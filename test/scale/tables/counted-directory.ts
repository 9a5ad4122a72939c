import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { z } from 'zod';
import { DynamoRecordStore } from '../../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import { emulatedTables, emulatorClient } from '../../support/emulated-aws.ts';
import { scimWorld } from '../../support/scim-world.ts';
import { startCountingProxy } from '../counting-proxy.ts';
import { trafficBetween } from '../traffic.ts';
import type { PushedDirectory } from './pushed-directory.ts';

/** What a request of SCIM asked of the tables. Its token was looked at by an earlier one, and is remembered. */
export interface TableReads {
  /** Calls by operation, e.g. `GetItem`; retries too. */
  readonly calls: Readonly<Record<string, number>>;
  /** The sum of what queries and scans said that they looked at. */
  readonly scannedCount: number;
  /** Items asked for or given. */
  readonly items: number;
  /** Read units, by DynamoDB's rules. */
  readonly units: number;
}

export const callsOf = ({ calls }: TableReads): number =>
  Object.values(calls).reduce((sum, count) => sum + count, 0);

const listSchema = z.object({
  totalResults: z.int(),
  Resources: z.array(z.looseObject({ id: z.string() })).default([]),
});

/** A request's answer: its status, what is listed (or the one resource), and what it asked of the tables. */
export interface CountedAnswer {
  readonly status: number;
  readonly total: number;
  readonly ids: readonly string[];
  readonly text: string;
  readonly reads: TableReads;
}

const answered = (json: Readonly<Record<string, unknown>>) => {
  const list = listSchema.safeParse(json);
  if (list.success) return { total: list.data.totalResults, ids: list.data.Resources.map(({ id }) => id) };
  const { id } = json;
  return typeof id === 'string' ? { total: 1, ids: [id] } : { total: 0, ids: [] };
};

/** The SCIM service over tables that hold a directory as it was pushed so far, with a counter between its store and DynamoDB. */
export const countedDirectory = async ({ store: pushed, surroundings }: PushedDirectory) => {
  const tables = await emulatedTables();
  const proxy = await startCountingProxy(() => inject('awsEndpoint'), { peaks: () => [] });
  const store = new DynamoRecordStore({ tables, client: { ...emulatorClient(), endpoint: proxy.url } });
  const { call } = await scimWorld(new MemoryRecordStore(), store, surroundings);
  // Looks at the token, and writes down that it is used in this hour.
  await call('GET', '/Users/nobody');
  await new DynamoRecordStore({ tables, client: emulatorClient() }).writeMany(pushed.rows());

  const ask = async (target: string): Promise<CountedAnswer> => {
    const before = proxy.traffic();
    const { status, json, text } = await call('GET', target);
    const { totals } = trafficBetween(before, proxy.traffic());
    const asked = Object.entries(totals).filter(([, { requests }]) => requests > 0);
    const sum = (of: 'items' | 'scanned' | 'read') => asked.reduce((all, [, each]) => all + each[of], 0);
    const calls = Object.fromEntries(
      asked.map(([kind, { requests }]) => [kind.replace('dynamodb ', ''), requests]),
    );
    const reads = { calls, scannedCount: sum('scanned'), items: sum('items'), units: sum('read') };
    return { status, ...answered(json), text, reads };
  };

  const close = async (): Promise<void> => {
    proxy.close();
    const client = new DynamoDBClient(emulatorClient());
    for (const TableName of Object.values(tables)) await client.send(new DeleteTableCommand({ TableName }));
  };
  return { ask, close };
};

export type CountedDirectory = Awaited<ReturnType<typeof countedDirectory>>;
