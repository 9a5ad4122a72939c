import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { S3SegmentStore } from '../../shared/adapters/s3/s3-segment-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import type { SealDeps } from '../../shared/use-cases/audit-seal/seal-events.ts';

const text = z.string().min(1);
const envSchema = z.object({ stage: text, auditTable: text, auditBucket: text });

/** What sealing works with, from the environment of its function. */
export const sealingOf = (environment: NodeJS.ProcessEnv): SealDeps & { readonly stage: string } => {
  const { stage, auditTable, auditBucket } = parseEnv(envSchema, environment);
  return {
    stage,
    store: grantedStore({ auditTable }),
    segments: new S3SegmentStore({ bucket: auditBucket }),
    clock: new SystemClock(),
    secrets: new NodeSecrets(),
  };
};
