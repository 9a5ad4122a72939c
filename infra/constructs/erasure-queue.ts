import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface ErasureQueueProps {
  readonly erasePerson: ServiceFunction;
}

/** People are erased by a function that reads everything, as far as a call gets; it sends itself the message for the next. */
export class ErasureQueue extends Construct {
  readonly #queue: Queue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { erasePerson }: ErasureQueueProps) {
    super(scope, id);
    const { queue, failed } = new WorkedQueue(this, 'Erasures', { worker: erasePerson, batchSize: 1 });
    this.#queue = queue;
    this.failed = failed;
  }

  /** Lets functions hand erasures to the worker. */
  send(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      this.#queue.grantSendMessages(target.fn);
      target.tell('erasureQueueUrl', this.#queue.queueUrl);
    }
  }
}
