import { Construct } from 'constructs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from '../service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface ExportQueueProps {
  readonly writeExport: ServiceFunction;
}

/** Exports are written by a function, one a call, as far as a call gets; it sends itself the message for the next. */
export class ExportQueue extends Construct {
  readonly #worked: WorkedQueue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { writeExport }: ExportQueueProps) {
    super(scope, id);
    this.#worked = new WorkedQueue(this, 'Exports', { worker: writeExport, batchSize: 1 });
    this.failed = this.#worked.failed;
  }

  /** Lets functions hand exports to the worker. */
  send(...functions: readonly ServiceFunction[]): void {
    this.#worked.send('exportQueueUrl', ...functions);
  }
}
