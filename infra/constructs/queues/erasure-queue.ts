import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceFunction } from '../service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface ErasureQueueProps {
  readonly erasePerson: ServiceFunction;
}

/** People are erased by a function that reads everything, as far as a call gets; it sends itself the message for the next. */
export class ErasureQueue extends Construct {
  readonly #worked: WorkedQueue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { erasePerson }: ErasureQueueProps) {
    super(scope, id);
    this.#worked = new WorkedQueue(this, 'Erasures', { worker: erasePerson, batchSize: 1 });
    this.failed = this.#worked.failed;
  }

  /** Lets functions hand erasures to the worker. */
  send(...functions: readonly ServiceFunction[]): void {
    this.#worked.send('erasureQueueUrl', ...functions);
  }
}
