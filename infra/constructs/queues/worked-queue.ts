import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvKey } from '../../../shared/names.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { MAX_TIMEOUT } from '../service-function.ts';
import type { ServiceFunction } from '../service-function.ts';

export interface WorkedQueueProps {
  readonly worker: ServiceFunction;
  readonly batchSize: number;
  /**
   * How long each message is held back.
   * @default none is
   */
  readonly holdBack?: Duration;
}

/** AWS advises six times the function's time-out, so that a message is not handed out again while it is being handled. */
const VISIBILITY = Duration.seconds(6 * MAX_TIMEOUT.toSeconds());
const TRIES = 5;

/** A queue, the function that works on it answering per message, and the queue of what failed five times. */
export class WorkedQueue extends Construct {
  readonly queue: Queue;
  /** What failed five times. */
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: WorkedQueueProps) {
    super(scope, id);
    this.failed = new DeadLetterQueue(this, 'Failed').queue;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: VISIBILITY,
      ...(props.holdBack === undefined ? {} : { deliveryDelay: props.holdBack }),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: TRIES },
    });
    props.worker.fn.addEventSource(
      new SqsEventSource(this.queue, { batchSize: props.batchSize, reportBatchItemFailures: true }),
    );
  }

  /** Lets functions send to the queue, the address of which they are told as the setting. */
  send(setting: EnvKey, ...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.queue.grantSendMessages(target.fn);
      target.tell(setting, this.queue.queueUrl);
    }
  }
}
