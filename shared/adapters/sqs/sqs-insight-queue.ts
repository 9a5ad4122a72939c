import type { InsightMessage } from '../../contracts/insight-message.ts';
import type { InsightQueue } from '../../ports/insight-queue.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queue of insight on SQS. */
export class SqsInsightQueue extends SqsQueue<InsightMessage> implements InsightQueue {}
