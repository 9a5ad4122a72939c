import * as z from 'zod';
import { TABLE_KEYS } from '../../names.ts';
import type { RecordScan, ScannedRows } from '../../ports/record-scan.ts';
import type { TableName } from '../../records/collection.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';
import type { DynamoTables } from './record-entity.ts';

/** Rows read at once: what is found in them is changed within a call. */
const AT_ONCE = 500;

const load = async ({ client }: Pick<DynamoTables, 'client'>) => {
  const [{ DynamoDBClient }, { DynamoDBDocumentClient, ScanCommand }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/lib-dynamodb'),
  ]);
  return { documents: DynamoDBDocumentClient.from(new DynamoDBClient(client ?? {})), ScanCommand };
};

const rowSchema = z.looseObject({
  [TABLE_KEYS.partition]: z.string(),
  [TABLE_KEYS.sort]: z.string(),
  __edb_e__: z.string(),
  doc: z.unknown(),
});
const placeSchema = z.record(z.string(), z.string());

/** Reads whole tables on DynamoDB, consistently. */
export class DynamoRecordScan implements RecordScan {
  readonly #tables: DynamoTables['tables'];
  readonly #sdk: () => ReturnType<typeof load>;

  constructor({ tables, ...rest }: DynamoTables) {
    this.#tables = tables;
    this.#sdk = onFirstUse(() => load(rest));
  }

  async scan(table: TableName, after: string | null): Promise<ScannedRows> {
    const { documents, ScanCommand } = await this.#sdk();
    const { Items = [], LastEvaluatedKey: last } = await documents.send(
      new ScanCommand({
        TableName: this.#tables[table],
        Limit: AT_ONCE,
        ConsistentRead: true,
        ...(after === null ? {} : { ExclusiveStartKey: placeSchema.parse(JSON.parse(after)) }),
      }),
    );
    return {
      rows: Items.map((item) => {
        const { pk, sk, __edb_e__: collection, doc } = rowSchema.parse(item);
        return { collection, key: { partition: pk, sort: sk }, document: doc };
      }),
      next: last === undefined ? null : JSON.stringify(last),
    };
  }
}
