import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { EMULATED } from '../../local/emulator/emulator.ts';
import type { TableName } from '../../shared/records/collection.ts';
import { TABLE_KEYS } from '../../shared/names.ts';

/** What an SDK client needs to talk to the emulator of this test run. */
export const emulatorClient = () => ({
  endpoint: inject('awsEndpoint'),
  region: EMULATED.region,
  credentials: { accessKeyId: EMULATED.account, secretAccessKey: 'local' },
});

/** Makes the four tables under names of their own. */
export const emulatedTables = async (): Promise<Record<TableName, string>> => {
  const client = new DynamoDBClient(emulatorClient());
  const suffix = randomUUID();
  const make = async (table: TableName): Promise<string> => {
    const name = `${table}-${suffix}`;
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: TABLE_KEYS.partition, AttributeType: 'S' },
          { AttributeName: TABLE_KEYS.sort, AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: TABLE_KEYS.partition, KeyType: 'HASH' },
          { AttributeName: TABLE_KEYS.sort, KeyType: 'RANGE' },
        ],
      }),
    );
    return name;
  };
  return {
    directory: await make('directory'),
    runs: await make('runs'),
    activity: await make('activity'),
    audit: await make('audit'),
  };
};

/** Makes a bucket under a name of its own. */
export const emulatedBucket = async (): Promise<string> => {
  const name = `data-${randomUUID()}`;
  await new S3Client({ ...emulatorClient(), forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: name }),
  );
  return name;
};
