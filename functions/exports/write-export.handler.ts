import * as z from 'zod';
import { PapaCsvWriter } from '../../shared/adapters/csv/papa-csv-writer.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { storeOfAsker } from '../../shared/adapters/records/store-of-asker.ts';
import { S3MultipartStore } from '../../shared/adapters/s3/s3-multipart-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { SqsExportQueue } from '../../shared/adapters/sqs/sqs-export-queue.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { exportMessageSchema } from '../../shared/contracts/export-message.ts';
import type { Restriction } from '../../shared/domain/rights.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { writeExport } from '../../shared/use-cases/exports/write-export.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    runsTable: text,
    auditTable: text,
    dataBucket: text,
    exportQueueUrl: text,
  }),
  process.env,
);

const store = grantedStore(env);

const deps = {
  store,
  storeFor: (restriction: Restriction) => storeOfAsker(store, restriction),
  clock: new SystemClock(),
  ids: new UuidIds(),
  csvWriter: new PapaCsvWriter(),
  objects: new S3ObjectStore({ bucket: env.dataBucket }),
  uploads: new S3MultipartStore({ bucket: env.dataBucket }),
  exportQueue: new SqsExportQueue({ queueUrl: env.exportQueueUrl }),
};

/** Writes exports, each as far as one call gets. */
export const handler = queueEntry('write-export', exportMessageSchema, async (message) => {
  await writeExport(deps, message);
});
