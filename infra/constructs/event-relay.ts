import { Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TABLE_KEYS } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface EventRelayProps {
  readonly settings: StageSettings;
  readonly audit: TableV2;
  readonly dataKey: Key;
  readonly relayEvents: ServiceFunction;
}

/** Every audit event becomes an event on the bus, at least once and in the order of its shard. */
export class EventRelay extends Construct {
  readonly bus: EventBus;
  /** Where parts of the stream are named that could not be relayed. */
  readonly notRelayed: Queue;

  constructor(scope: Construct, id: string, props: EventRelayProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `seatkeeper-${props.settings.stage}` });
    this.bus.grantPutEventsTo(props.relayEvents.fn);
    props.relayEvents.tell('eventBusName', this.bus.eventBusName);
    const { tableArn, tableStreamArn } = props.audit;
    if (tableStreamArn === undefined) throw new Error('the audit table has a stream');
    // Event sources take the older table type, which TableV2 does not fit under exact optional properties.
    const audit = Table.fromTableAttributes(this, 'Audit', {
      tableArn,
      tableStreamArn,
      encryptionKey: props.dataKey,
    });
    this.notRelayed = new DeadLetterQueue(this, 'NotRelayed').queue;
    props.relayEvents.fn.addEventSource(
      new DynamoEventSource(audit, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        // An event about an application stands in the trail twice; its second row is for reading only.
        filters: [
          FilterCriteria.filter({
            eventName: ['INSERT'],
            dynamodb: { Keys: { [TABLE_KEYS.partition]: { S: [{ prefix: 'audit#' }] } } },
          }),
        ],
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(23),
        onFailure: new SqsDlq(this.notRelayed),
      }),
    );
  }
}
