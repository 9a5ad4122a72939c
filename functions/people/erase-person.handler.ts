import * as z from 'zod';
import { DynamoRecordScan } from '../../shared/adapters/dynamodb/dynamo-record-scan.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { SqsErasureQueue } from '../../shared/adapters/sqs/sqs-erasure-queue.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { erasureMessageSchema } from '../../shared/contracts/erasure-message.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { workOnErasure } from '../../shared/use-cases/erasure/erase-person.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    runsTable: text,
    activityTable: text,
    auditTable: text,
    dataBucket: text,
    erasureQueueUrl: text,
  }),
  process.env,
);

const tables = {
  directory: env.directoryTable,
  runs: env.runsTable,
  activity: env.activityTable,
  audit: env.auditTable,
};

const deps = {
  store: new DynamoRecordStore({ tables }),
  scan: new DynamoRecordScan({ tables }),
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
  erasureQueue: new SqsErasureQueue({ queueUrl: env.erasureQueueUrl }),
};

/** Erases people, each as far as one call gets. */
export const handler = queueEntry('erase-person', erasureMessageSchema, (message) =>
  workOnErasure(deps, message),
);
