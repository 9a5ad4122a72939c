import { Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TABLE_KEYS } from '../../shared/names.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface AuditSealingProps {
  readonly audit: TableV2;
  readonly dataKey: Key;
  readonly sealEvents: ServiceFunction;
}

/** A segment is of so many events at most, or of what came in so long: the rest of the bound is in docs/audit.md. */
const MOST_EVENTS = 1000;
const LONGEST_WAIT = Duration.minutes(1);

/** Every audit event is brought to the sealer, at least once. It is the second reader of the stream; a stream has two at most. */
export class AuditSealing extends Construct {
  /** Where parts of the stream are named that could not be sealed; the search finds their events. */
  readonly notSealed: Queue;

  constructor(scope: Construct, id: string, props: AuditSealingProps) {
    super(scope, id);
    const { tableArn, tableStreamArn } = props.audit;
    if (tableStreamArn === undefined) throw new Error('the audit table has a stream');
    // Event sources take the older table type, which TableV2 does not fit under exact optional properties.
    const audit = Table.fromTableAttributes(this, 'Audit', {
      tableArn,
      tableStreamArn,
      encryptionKey: props.dataKey,
    });
    this.notSealed = new DeadLetterQueue(this, 'NotSealed').queue;
    props.sealEvents.fn.addEventSource(
      new DynamoEventSource(audit, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [
          FilterCriteria.filter({
            eventName: ['INSERT'],
            dynamodb: { Keys: { [TABLE_KEYS.partition]: { S: [{ prefix: 'audit#' }] } } },
          }),
        ],
        batchSize: MOST_EVENTS,
        maxBatchingWindow: LONGEST_WAIT,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(23),
        onFailure: new SqsDlq(this.notSealed),
      }),
    );
  }
}
