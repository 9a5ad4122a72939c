import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE, OWNER_EVENT_TYPES, RECOVERY_EVENT_TYPE } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';
import { WorkedQueue } from './queues/worked-queue.ts';

export interface OwnerNoticesProps {
  readonly settings: StageSettings;
  readonly bus: EventBus;
  readonly tellOwners: ServiceFunction;
}

/**
 * People are told by mail of what needs them. Recoveries are held back in a queue of their own, so that one which did not last is
 * known as such when it is looked at.
 */
export class OwnerNotices extends Construct {
  /** Mails to owners that could not be sent, and those that a connection works again. */
  readonly ownersFailed: Queue;
  readonly recoveriesFailed: Queue;

  constructor(scope: Construct, id: string, { settings, bus: eventBus, tellOwners }: OwnerNoticesProps) {
    super(scope, id);
    const asked = { worker: tellOwners, batchSize: 10 };
    const at = (detailType: string[]) => ({ source: [EVENT_SOURCE], detailType });
    const { queue, failed } = new WorkedQueue(this, 'ForOwners', asked);
    this.ownersFailed = failed;
    new Rule(this, 'NeedsOwners', {
      description: 'Something happened that the owners must know',
      eventBus,
      eventPattern: at(OWNER_EVENT_TYPES.filter((type) => type !== RECOVERY_EVENT_TYPE)),
      targets: [new SqsQueue(queue)],
    });
    const holdBack = Duration.parse(settings.durations.recoveryHold);
    const recoveries = new WorkedQueue(this, 'Recoveries', { ...asked, holdBack });
    this.recoveriesFailed = recoveries.failed;
    new Rule(this, 'HasRecovered', {
      description: 'A connection works again',
      eventBus,
      eventPattern: at([RECOVERY_EVENT_TYPE]),
      targets: [new SqsQueue(recoveries.queue)],
    });
  }
}
