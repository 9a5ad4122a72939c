import * as z from 'zod';
import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { durationSchema } from '../../shared/domain/time.ts';

const text = z.string().min(1);

/** What every function that reads files into imports is told. */
export const importEnvSchema = z.object({
  directoryTable: text,
  runsTable: text,
  activityTable: text,
  auditTable: text,
  dataBucket: text,
  grace: durationSchema,
  coolDown: durationSchema,
  parkedPlanExpiry: durationSchema,
  defaultNoticePeriod: durationSchema,
  observations: z.coerce.number().int().min(1),
  observationsApart: durationSchema,
});

/** What every function that reads files into imports works with, beside its settings. */
export const importDeps = (env: z.output<typeof importEnvSchema>) => ({
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
  lineHasher: new NodeLineHasher(),
  csv: new PapaCsvReader(),
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  store: new DynamoRecordStore({
    tables: {
      directory: env.directoryTable,
      audit: env.auditTable,
      runs: env.runsTable,
      activity: env.activityTable,
    },
  }),
});
