import * as z from 'zod';
import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { objectCreatedSchema } from '../../shared/contracts/object-created.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { readUpload } from '../../shared/use-cases/imports/upload.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
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
  }),
  process.env,
);

const deps = {
  settings: env,
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
};

/** Reads each uploaded file into the import that waits for it. */
export const handler = queueEntry('read-upload', objectCreatedSchema, async ({ detail }) => {
  await readUpload(deps, detail.object.key);
});
