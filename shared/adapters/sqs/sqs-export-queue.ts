import type { ExportMessage } from '../../contracts/export-message.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queue of exports on SQS. */
export class SqsExportQueue extends SqsQueue<ExportMessage> implements ExportQueue {}
