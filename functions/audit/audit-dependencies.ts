import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { S3SegmentStore } from '../../shared/adapters/s3/s3-segment-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import type { SealDeps } from '../../shared/use-cases/audit-seal/seal-events.ts';

const text = z.string().min(1);
const envSchema = z.object({ stage: text, auditTable: text, auditBucket: text });

/** Tables that sealing is not granted: nothing it does reaches them. */
const NOT_GRANTED = { directory: 'not-granted', runs: 'not-granted', activity: 'not-granted' };

/** What sealing works with, from the environment of its function. */
export const sealingOf = (environment: NodeJS.ProcessEnv): SealDeps & { readonly stage: string } => {
  const { stage, auditTable, auditBucket } = parseEnv(envSchema, environment);
  return {
    stage,
    store: new DynamoRecordStore({ tables: { ...NOT_GRANTED, audit: auditTable } }),
    segments: new S3SegmentStore({ bucket: auditBucket }),
    clock: new SystemClock(),
    secrets: new NodeSecrets(),
  };
};
