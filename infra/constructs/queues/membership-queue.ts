import { Rule } from 'aws-cdk-lib/aws-events';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE, MEMBERSHIP_EVENT_TYPES } from '../../../shared/names.ts';
import type { ServiceFunction } from '../service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface MembershipQueueProps {
  readonly bus: EventBus;
  readonly indexMembers: ServiceFunction;
}

/** Users are told which groups they are in by a function that hears of every group that changes, and of every user who is deleted. */
export class MembershipQueue extends Construct {
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { bus: eventBus, indexMembers }: MembershipQueueProps) {
    super(scope, id);
    const { queue, failed } = new WorkedQueue(this, 'Changes', { worker: indexMembers, batchSize: 1 });
    this.failed = failed;
    new Rule(this, 'HasChanged', {
      description: 'Who is in which group has changed',
      eventBus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...MEMBERSHIP_EVENT_TYPES] },
      targets: [new SqsQueue(queue)],
    });
  }
}
