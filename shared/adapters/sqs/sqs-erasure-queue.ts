import type { ErasureMessage } from '../../contracts/erasure-message.ts';
import type { ErasureQueue } from '../../ports/erasure-queue.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queue of erasures on SQS. */
export class SqsErasureQueue extends SqsQueue<ErasureMessage> implements ErasureQueue {}
