import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { type AuditTableProps, auditEventSource } from './audit-event-source.ts';
import { DeadLetterQueue } from './queues/dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface EventRelayProps extends AuditTableProps {
  readonly settings: StageSettings;
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
    this.notRelayed = new DeadLetterQueue(this, 'NotRelayed').queue;
    props.relayEvents.fn.addEventSource(
      auditEventSource(this, props, { batchSize: 100, failed: this.notRelayed }),
    );
  }
}
