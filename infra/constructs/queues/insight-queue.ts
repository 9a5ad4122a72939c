import { Rule } from 'aws-cdk-lib/aws-events';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE, INSIGHT_EVENT_TYPES } from '../../../shared/names.ts';
import type { ServiceFunction } from '../service-function.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface InsightQueueProps {
  readonly bus: EventBus;
  readonly buildInsight: ServiceFunction;
}

/** Instances whose accounts are known anew are counted by a function, as far as a call gets; it sends itself the message for the next. */
export class InsightQueue extends Construct {
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { bus: eventBus, buildInsight }: InsightQueueProps) {
    super(scope, id);
    const worked = new WorkedQueue(this, 'Instances', { worker: buildInsight, batchSize: 1 });
    this.failed = worked.failed;
    new Rule(this, 'HasNewData', {
      description: 'The accounts of an instance are known anew',
      eventBus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...INSIGHT_EVENT_TYPES] },
      targets: [new SqsQueue(worked.queue)],
    });
    worked.send('insightQueueUrl', buildInsight);
  }
}
