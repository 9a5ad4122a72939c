import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Duration as IsoDuration } from 'luxon';
import { BUCKET_PREFIXES } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import { removalPolicyOf } from '../removal-policy.ts';

export interface DataBucketProps {
  readonly settings: StageSettings;
  readonly encryptionKey: IKey;
}

/** An export can be fetched for a day after it was asked for, so that its file outlives it a little. */
const EXPORT_DAYS = 1;

/** Landed pages, uploaded files, receipts and exports. Everything in it expires; what counts is in the tables. */
export class DataBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const days = Math.ceil(IsoDuration.fromISO(props.settings.durations.landedExpiry).as('days'));
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: removalPolicyOf(props.settings),
      lifecycleRules: Object.values(BUCKET_PREFIXES).map((prefix) => ({
        prefix,
        expiration: Duration.days(prefix === BUCKET_PREFIXES.exports ? EXPORT_DAYS : days),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      })),
    });
    // `eventBridgeEnabled` would add a custom resource for what CloudFormation does by a property.
    if (!(this.bucket.node.defaultChild instanceof CfnBucket)) throw new Error('a bucket is a CfnBucket');
    this.bucket.node.defaultChild.notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
}
