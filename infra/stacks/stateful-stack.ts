import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { AuditBucket } from '../constructs/audit-bucket.ts';
import { DataBucket } from '../constructs/data-bucket.ts';
import { DataTables } from '../constructs/data-tables.ts';
import { SignInPool } from '../constructs/user-pool.ts';
import { removalPolicyOf } from '../removal-policy.ts';

export interface StatefulStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** Everything that holds data and outlives a release. Ids of constructs in here never change. */
export class StatefulStack extends Stack {
  readonly dataKey: Key;
  readonly tables: DataTables;
  readonly bucket: DataBucket;
  readonly segments: AuditBucket;
  readonly originSecret: Secret;
  readonly linkSecret: Secret;
  readonly signIn: SignInPool;

  constructor(scope: Construct, id: string, props: StatefulStackProps) {
    super(scope, id, { ...props, terminationProtection: props.settings.removalPolicy === 'retain' });
    const removalPolicy = removalPolicyOf(props.settings);

    this.dataKey = new Key(this, 'DataKey', {
      description: 'Encrypts the tables, the bucket and the secrets of Seatkeeper',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.tables = new DataTables(this, 'Tables', { encryptionKey: this.dataKey, removalPolicy });
    this.bucket = new DataBucket(this, 'Data', { settings: props.settings, encryptionKey: this.dataKey });
    this.segments = new AuditBucket(this, 'AuditTrail', {
      settings: props.settings,
      encryptionKey: this.dataKey,
    });

    const secret = (secretId: string, description: string): Secret =>
      new Secret(this, secretId, {
        description,
        encryptionKey: this.dataKey,
        generateSecretString: { passwordLength: 48, excludePunctuation: true },
        removalPolicy,
      });
    this.originSecret = secret(
      'OriginSecret',
      'Header by which functions know a request came through the one origin',
    );
    this.linkSecret = secret('LinkSecret', 'Signs answer links and start addresses');
    this.signIn = new SignInPool(this, 'SignIn', props.settings);
    new EmailIdentity(this, 'Sender', { identity: Identity.email(props.settings.senderAddress) });

    const outputs = {
      DirectoryTable: this.tables.directory.tableName,
      RunsTable: this.tables.runs.tableName,
      ActivityTable: this.tables.activity.tableName,
      AuditTable: this.tables.audit.tableName,
      DataBucket: this.bucket.bucket.bucketName,
      AuditBucket: this.segments.bucket.bucketName,
      UserPoolId: this.signIn.pool.userPoolId,
    };
    for (const [outputId, value] of Object.entries(outputs)) new CfnOutput(this, outputId, { value });
  }
}
