import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { TABLE_KEYS } from '../../names.ts';
import type { TrailReader, TrailRow } from '../../ports/trail-reader.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';
import { COLLECTION_FIELD } from './stream-image.ts';

export interface AuditTable {
  readonly table: string;
  readonly client?: DynamoDBClientConfig;
}

const load = async (client: DynamoDBClientConfig) => {
  const [{ DynamoDBClient }, { DynamoDBDocumentClient, paginateScan }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/lib-dynamodb'),
  ]);
  return { documents: DynamoDBDocumentClient.from(new DynamoDBClient(client)), paginateScan };
};

const rowSchema = z.object({
  [TABLE_KEYS.partition]: z.string(),
  [TABLE_KEYS.sort]: z.string(),
  [COLLECTION_FIELD]: z.string().catch(''),
  doc: z.unknown(),
});

/** Reads the audit table by a consistent scan, a page at a time. */
export class DynamoTrailReader implements TrailReader {
  readonly #table: string;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor({ table, client = {} }: AuditTable) {
    this.#table = table;
    this.#sdk = onFirstUse(() => load(client));
  }

  async *rows(): AsyncGenerator<TrailRow> {
    const { documents, paginateScan } = await this.#sdk();
    const pages = paginateScan({ client: documents }, { TableName: this.#table, ConsistentRead: true });
    for await (const { Items = [] } of pages)
      for (const item of Items) {
        const row = rowSchema.parse(item);
        yield {
          collection: row[COLLECTION_FIELD],
          key: { partition: row[TABLE_KEYS.partition], sort: row[TABLE_KEYS.sort] },
          document: row.doc,
        };
      }
  }
}
