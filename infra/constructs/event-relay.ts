import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface EventRelayProps {
  readonly settings: StageSettings;
  readonly audit: TableV2;
  readonly relayEvents: ServiceFunction;
}

/** Every audit event becomes an event on the bus, at least once and in the order of its shard. */
export class EventRelay extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: EventRelayProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `seatkeeper-${props.settings.stage}` });
    this.bus.grantPutEventsTo(props.relayEvents.fn);
    props.relayEvents.tell('eventBusName', this.bus.eventBusName);
    props.relayEvents.fn.addEventSource(
      new DynamoEventSource(props.audit, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(23),
        onFailure: new SqsDlq(new DeadLetterQueue(this, 'NotRelayed').queue),
      }),
    );
  }
}
