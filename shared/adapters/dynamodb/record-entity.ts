import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { TableName } from '../../records/collection.ts';
import { TABLE_KEYS } from '../../names.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** Where the tables are. `client` is left out on AWS, where the environment says all. */
export interface DynamoTables {
  readonly tables: Readonly<Record<TableName, string>>;
  readonly client?: DynamoDBClientConfig;
}

const load = async ({ tables, client }: DynamoTables) => {
  const [
    { DynamoDBClient },
    { DynamoDBDocumentClient },
    { CustomAttributeType, Entity, createConversions, createWriteTransaction },
  ] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/lib-dynamodb'),
    import('./electrodb.ts'),
  ]);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(client ?? {}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const entity = (collection: string, table: TableName) =>
    new Entity(
      {
        model: { entity: collection, service: 'seatkeeper', version: '1' },
        attributes: {
          partition: { type: 'string', field: TABLE_KEYS.partition, required: true },
          sort: { type: 'string', field: TABLE_KEYS.sort, required: true },
          version: { type: 'number' },
          state: { type: 'string' },
          // Seconds since the epoch, as DynamoDB's TTL wants it.
          expiresAt: { type: 'number', field: TABLE_KEYS.expiresAt },
          doc: { type: CustomAttributeType<unknown>('any'), required: true },
        },
        indexes: {
          record: {
            pk: {
              field: TABLE_KEYS.partition,
              composite: ['partition'],
              template: '${partition}',
              casing: 'none',
            },
            sk: { field: TABLE_KEYS.sort, composite: ['sort'], template: '${sort}', casing: 'none' },
          },
        },
      },
      { client: documents, table: tables[table] },
    );
  const made = new Map<string, ReturnType<typeof entity>>();
  return {
    /** The entity of one collection: what ElectroDB reads and writes its rows with. */
    of: (collection: string, table: TableName) => {
      const found = made.get(collection) ?? entity(collection, table);
      made.set(collection, found);
      return found;
    },
    createConversions,
    createWriteTransaction,
  };
};

export type RecordEntities = Awaited<ReturnType<typeof load>>;
export type RecordEntity = ReturnType<RecordEntities['of']>;

/** One entity a collection, all of the same shape; ElectroDB and the SDK are loaded when first asked for. */
export const recordEntities = (config: DynamoTables): (() => Promise<RecordEntities>) =>
  onFirstUse(() => load(config));
