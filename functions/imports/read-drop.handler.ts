import * as z from 'zod';
import { PapaCsvReader } from '../../shared/adapters/csv/papa-csv-reader.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { SqsDropQueue } from '../../shared/adapters/sqs/sqs-drop-queue.ts';
import { StepFunctionsMachines } from '../../shared/adapters/step-functions/step-functions-machines.ts';
import { NodeLineHasher } from '../../shared/adapters/system/node-line-hasher.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { dropMessageSchema } from '../../shared/contracts/drop-message.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { importDrop } from '../../shared/use-cases/drop-folder/import-drop.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    runsTable: text,
    activityTable: text,
    auditTable: text,
    dataBucket: text,
    runMachineArn: text,
    dropQueueUrl: text,
    grace: durationSchema,
    coolDown: durationSchema,
    parkedPlanExpiry: durationSchema,
    defaultNoticePeriod: durationSchema,
    observations: z.coerce.number().int().min(1),
    observationsApart: durationSchema,
    landedExpiry: durationSchema,
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
  machines: new StepFunctionsMachines({ runMachineArn: env.runMachineArn }),
  dropQueue: new SqsDropQueue({ queueUrl: env.dropQueueUrl }),
  store: new DynamoRecordStore({
    tables: {
      directory: env.directoryTable,
      audit: env.auditTable,
      runs: env.runsTable,
      activity: env.activityTable,
    },
  }),
};

/** Imports each file that was put into the drop folder, a large one in several calls. */
export const handler = queueEntry('read-drop', dropMessageSchema, async (dropped) => {
  await importDrop(deps, dropped);
});
