import type { Dropped } from '../../contracts/drop-message.ts';
import type { DropQueue } from '../../ports/drop-queue.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queue of the drop folder on SQS. */
export class SqsDropQueue extends SqsQueue<Dropped> implements DropQueue {}
