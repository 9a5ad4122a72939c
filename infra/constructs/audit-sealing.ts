import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AuditTableProps, auditEventSource } from './audit-event-source.ts';
import { DeadLetterQueue } from './queues/dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface AuditSealingProps extends AuditTableProps {
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
    this.notSealed = new DeadLetterQueue(this, 'NotSealed').queue;
    props.sealEvents.fn.addEventSource(
      auditEventSource(this, props, {
        batchSize: MOST_EVENTS,
        maxBatchingWindow: LONGEST_WAIT,
        failed: this.notSealed,
      }),
    );
  }
}
