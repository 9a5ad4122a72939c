import { Rule } from 'aws-cdk-lib/aws-events';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { EVENT_SOURCE, OWNER_EVENT_TYPES } from '../../shared/names.ts';
import type { ServiceFunction } from './service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface OwnerNoticesProps {
  readonly bus: EventBus;
  readonly tellOwners: ServiceFunction;
}

/** Owners are told by mail of what needs them. */
export class OwnerNotices extends Construct {
  constructor(scope: Construct, id: string, props: OwnerNoticesProps) {
    super(scope, id);
    const { queue } = new WorkedQueue(this, 'ForOwners', { worker: props.tellOwners, batchSize: 10 });
    new Rule(this, 'NeedsOwners', {
      description: 'Something happened that the owners must know',
      eventBus: props.bus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...OWNER_EVENT_TYPES] },
      targets: [new SqsQueue(queue)],
    });
  }
}
