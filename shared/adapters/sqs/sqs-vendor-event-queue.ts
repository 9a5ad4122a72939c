import type { VendorEventMessage } from '../../contracts/vendor-event-message.ts';
import type { VendorEventQueue } from '../../ports/vendor-event-queue.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queue of vendors' events on SQS. */
export class SqsVendorEventQueue extends SqsQueue<VendorEventMessage> implements VendorEventQueue {}
