import { Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TABLE_KEYS } from '../../shared/names.ts';

/** The table that audit events are stored in, and the key it is encrypted with. */
export interface AuditTableProps {
  readonly audit: TableV2;
  readonly dataKey: Key;
}

/** How many events a reader is handed in a call, and what becomes of those it fails at. */
export interface AuditReading {
  readonly batchSize: number;
  /**
   * How long events may wait for more of them.
   * @default they don't
   */
  readonly maxBatchingWindow?: Duration;
  /** Where parts of the stream are named that the reader gave up. */
  readonly failed: Queue;
}

/** Every audit event once more, at least once, from the stream of its table, in the order of its shard. The table stands below the scope. */
export const auditEventSource = (
  scope: Construct,
  { audit: { tableArn, tableStreamArn }, dataKey }: AuditTableProps,
  { failed, ...batches }: AuditReading,
): DynamoEventSource => {
  if (tableStreamArn === undefined) throw new Error('the audit table has a stream');
  // Event sources take the older table type, which TableV2 does not fit under exact optional properties.
  const audit = Table.fromTableAttributes(scope, 'Audit', {
    tableArn,
    tableStreamArn,
    encryptionKey: dataKey,
  });
  return new DynamoEventSource(audit, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    // An event about an application stands in the trail twice; its second row is for reading only.
    filters: [
      FilterCriteria.filter({
        eventName: ['INSERT'],
        dynamodb: { Keys: { [TABLE_KEYS.partition]: { S: [{ prefix: 'audit#' }] } } },
      }),
    ],
    ...batches,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(23),
    onFailure: new SqsDlq(failed),
  });
};
