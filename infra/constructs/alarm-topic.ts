import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

export interface AlarmTopicProps {
  readonly settings: StageSettings;
  readonly dataKey: Key;
}

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/** Where alarms of this deployment are told, and nothing else; by mail to the setting `alarmEmail`, where there is one. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { settings, dataKey }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: `Seatkeeper ${settings.stage}`,
      masterKey: dataKey,
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { ArnLike: { 'aws:SourceArn': this.#alarmArns() } },
      }),
    );
    // CloudWatch can't publish to a topic under the key that AWS manages for SNS (re:Post, "CloudWatch alarms and encrypted topics").
    dataKey.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    if (settings.alarmEmail !== undefined)
      this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  }

  /** Alarms of this account and region. */
  #alarmArns(): string {
    return Stack.of(this).formatArn({
      ...{ service: 'cloudwatch', resource: 'alarm', resourceName: '*' },
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
