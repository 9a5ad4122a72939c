import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { DynamoTrailReader } from '../../shared/adapters/dynamodb/dynamo-trail-reader.ts';
import { S3SegmentStore } from '../../shared/adapters/s3/s3-segment-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import type { Finding } from '../../shared/domain/audit-finding.ts';
import {
  type NotedHead,
  type Verification,
  verifyTrail,
} from '../../shared/use-cases/audit-seal/verify-trail.ts';

/** The table and the bucket of an audit trail, and how their AWS is reached. */
export interface TrailPlace {
  readonly table: string;
  readonly bucket: string;
  readonly aws: Pick<S3ClientConfig, 'endpoint' | 'region' | 'credentials'>;
}

/** Verifies the audit trail of a deployment by reading all of it, and tells of everything that is wrong. */
export const verifyDeployment = (
  { table, bucket, aws }: TrailPlace,
  noted: readonly NotedHead[],
  report: (finding: Finding) => void,
): Promise<Verification> => {
  const archive = new S3SegmentStore({ bucket, client: { ...aws, forcePathStyle: true } });
  const trail = new DynamoTrailReader({ table, client: aws });
  const deps = { archive, trail, clock: new SystemClock(), secrets: new NodeSecrets(), report };
  return verifyTrail(deps, noted);
};
