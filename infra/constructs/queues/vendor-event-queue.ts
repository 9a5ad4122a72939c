import { Construct } from 'constructs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from '../service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface VendorEventQueueProps {
  readonly takeEvent: ServiceFunction;
}

/** What vendors told of by webhooks, one event a call: the door only checks and queues, since a vendor waits for its answer. */
export class VendorEventQueue extends Construct {
  readonly #worked: WorkedQueue;
  readonly queue: Queue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { takeEvent }: VendorEventQueueProps) {
    super(scope, id);
    this.#worked = new WorkedQueue(this, 'Events', { worker: takeEvent, batchSize: 1 });
    this.queue = this.#worked.queue;
    this.failed = this.#worked.failed;
  }

  /** Lets functions hand events to the worker. */
  send(...functions: readonly ServiceFunction[]): void {
    this.#worked.send('vendorEventQueueUrl', ...functions);
  }
}
