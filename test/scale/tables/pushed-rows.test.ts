import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoRecordStore } from '../../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { fixedSurroundings } from '../../../shared/adapters/memory/fixed-surroundings.ts';
import { emulatedTables, emulatorClient } from '../../support/emulated-aws.ts';
import { pushedDirectory, pusherInto } from './pushed-directory.ts';

/** More than one chunk of the list holds. */
const USERS = 408;

/** A store on new tables, and what reads every row of the directory from them, as it stands there. */
const onTables = async () => {
  const tables = await emulatedTables();
  const rows = async (): Promise<ReadonlySet<string>> => {
    const found: string[] = [];
    const scan = { TableName: tables.directory, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(emulatorClient()) }, scan))
      found.push(...Items.map((item) => JSON.stringify(Object.entries(item).toSorted())));
    return new Set(found);
  };
  return { store: new DynamoRecordStore({ tables, client: emulatorClient() }), rows };
};

describe('a directory that was pushed in memory and written to tables', () => {
  it('has the very rows of one that was pushed into tables', async () => {
    const [written, direct] = [await onTables(), await onTables()];
    const pushed = pushedDirectory();
    await pushed.grow(USERS);
    await written.store.writeMany(pushed.store.rows());
    await pusherInto({ ...fixedSurroundings(), store: direct.store }).grow(USERS);
    const rows = await written.rows();
    expect(rows.size).toBeGreaterThan(5 * USERS);
    expect(rows).toEqual(await direct.rows());
  });
});
