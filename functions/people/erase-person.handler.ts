import * as z from 'zod';
import { DynamoRecordScan } from '../../shared/adapters/dynamodb/dynamo-record-scan.ts';
import { grantedStore, tablesOf } from '../../shared/adapters/dynamodb/granted-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { SqsErasureQueue } from '../../shared/adapters/sqs/sqs-erasure-queue.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
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

const deps = {
  ...systemSurroundings(),
  store: grantedStore(env),
  scan: new DynamoRecordScan({ tables: tablesOf(env) }),
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  erasureQueue: new SqsErasureQueue({ queueUrl: env.erasureQueueUrl }),
};

/** Erases people, each as far as one call gets. */
export const handler = queueEntry('erase-person', erasureMessageSchema, (message) =>
  workOnErasure(deps, message),
);
