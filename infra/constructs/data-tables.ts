import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TABLE_KEYS } from '../../shared/names.ts';

export interface DataTablesProps {
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** The four tables, by life cycle of what they hold. All have text keys, point-in-time recovery and a technical expiry. */
export class DataTables extends Construct {
  /** People, users, applications, instances, connections, accounts, exemptions, workflows, tokens. */
  readonly directory: TableV2;
  /** Runs, plan items, notices, claims. */
  readonly runs: TableV2;
  /** Per-account summaries and daily figures. */
  readonly activity: TableV2;
  /** Audit events; its stream feeds the bus. */
  readonly audit: TableV2;

  constructor(scope: Construct, id: string, props: DataTablesProps) {
    super(scope, id);
    const table = (tableId: string, dynamoStream?: StreamViewType): TableV2 =>
      new TableV2(this, tableId, {
        partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
        sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
        timeToLiveAttribute: TABLE_KEYS.expiresAt,
        encryption: TableEncryptionV2.customerManagedKey(props.encryptionKey),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        removalPolicy: props.removalPolicy,
        deletionProtection: props.removalPolicy === RemovalPolicy.RETAIN,
        ...(dynamoStream === undefined ? {} : { dynamoStream }),
      });
    this.directory = table('Directory');
    this.runs = table('Runs');
    this.activity = table('Activity');
    this.audit = table('Audit', StreamViewType.NEW_IMAGE);
  }
}
