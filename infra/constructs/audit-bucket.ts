import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AUDIT_SEGMENTS } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import { removalPolicyOf } from '../removal-policy.ts';

export interface AuditBucketProps {
  readonly settings: StageSettings;
  readonly encryptionKey: IKey;
}

/**
 * Sealed segments of the audit trail. Every version is locked as it is written, for the time the stage says: with governance only who
 * has the right to bypass it can delete one before, with compliance nobody can. Nothing in it expires.
 */
export class AuditBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: AuditBucketProps) {
    super(scope, id);
    const { mode, days } = props.settings.auditLock;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention[mode](Duration.days(days)),
      removalPolicy: removalPolicyOf(props.settings),
    });
    // A segment is written where none is, by anybody (Amazon S3 user guide, "Enforce conditional writes on Amazon S3 buckets").
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'WrittenOnce',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${AUDIT_SEGMENTS}*`)],
        conditions: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
  }
}
