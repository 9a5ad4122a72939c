import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { dataAlarms } from '../alarms/data-alarms.ts';
import { doorAlarms } from '../alarms/door-alarms.ts';
import { platformAlarms } from '../alarms/platform-alarms.ts';
import { queueAlarms } from '../alarms/queue-alarms.ts';
import type { QueueSubjects } from '../alarms/queue-alarms.ts';
import { runAlarms } from '../alarms/run-alarms.ts';
import { silenceAlarms } from '../alarms/silence-alarms.ts';
import type { RegularSubjects } from '../alarms/silence-alarms.ts';
import type { StageSettings } from '../config.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import type { Api } from './api.ts';
import { Dashboard } from './dashboard.ts';
import { DoorErrors } from './door-errors.ts';
import type { Machines } from './machines.ts';
import type { ServiceFunction } from './service-function.ts';

export interface OperationsProps {
  readonly settings: StageSettings;
  readonly dataKey: Key;
  readonly tables: Readonly<Record<'directory' | 'runs' | 'activity' | 'audit', TableV2>>;
  readonly http: Api;
  readonly machines: Machines;
  readonly steps: Readonly<Record<string, ServiceFunction>>;
  readonly queues: QueueSubjects;
  readonly regular: RegularSubjects;
}

/** Everything by which people learn how the deployment does: alarms, where they go, and a dashboard. */
export class Operations extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { settings, machines, queues, tables } = props;
    const { accessLogs, routeKeys } = props.http;
    this.topic = new AlarmTopic(this, 'AlarmTopic', { settings, dataKey: props.dataKey }).topic;
    const doors = new DoorErrors(this, 'DoorErrors', { settings, accessLogs, routeKeys });
    const { directory, runs, activity, audit } = tables;
    const { alarms } = new Alarms(this, 'Alarms', {
      settings,
      topic: this.topic,
      rows: [
        ...runAlarms(settings, machines),
        ...dataAlarms(settings, machines),
        ...doorAlarms(doors),
        ...queueAlarms(queues),
        ...silenceAlarms(settings, props.regular),
        ...platformAlarms({ directory, runs, activity, audit }),
      ],
    });
    new Dashboard(this, 'Dashboard', { settings, machines, doors, queues, steps: props.steps, alarms });
  }
}
