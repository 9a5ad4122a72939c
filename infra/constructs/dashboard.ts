import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { HOUR, flow, level, sumOf } from '../alarms/alarm-row.ts';
import { messagesIn } from '../alarms/queue-alarms.ts';
import type { QueueSubjects } from '../alarms/queue-alarms.ts';
import type { StageSettings } from '../config.ts';
import type { DoorErrors } from './door-errors.ts';
import type { Machines } from './machines.ts';
import type { ServiceFunction } from './service-function.ts';

export interface DashboardProps {
  readonly settings: StageSettings;
  readonly machines: Machines;
  readonly doors: DoorErrors;
  readonly queues: QueueSubjects;
  /** The functions of a run's steps: what they log holds the numbers of each run. */
  readonly steps: Readonly<Record<string, ServiceFunction>>;
  readonly alarms: readonly IAlarm[];
}

const HALF = 12;
const WHOLE = 24;

/** What came of the accounts on plans, as the counts are called. */
const ENDS = [
  'ChangesVerified',
  'LicensesKept',
  'LicensesProtected',
  'LicensesHeld',
  'ChangesRefused',
  'ChangesFailed',
  'ItemsCancelled',
];

/** The numbers of each run, by the run id that their lines hold. */
const PER_RUN = [
  'filter ispresent(runId) and ispresent(_aws.Timestamp)',
  `stats ${[
    ...['AccountsRead', 'AccountsPlanned', 'PeopleNotified', 'LicensesChanged'],
    ...ENDS,
    ...['VendorCalls', 'VendorRefusals', 'VendorWaits'],
  ]
    .map((name) => `sum(${name}) as ${name.charAt(0).toLowerCase()}${name.slice(1)}`)
    .join(', ')}, min(@timestamp) as began, max(@timestamp) as lastSeen by runId`,
  'sort began desc',
  'limit 50',
];

/** One page on how the deployment does: what is raised, runs, what came of licenses, vendors, queues, errors, each run by itself. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { settings } = props;
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `Seatkeeper-${settings.stage}`,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', width: WHOLE, height: 8, alarms: [...props.alarms] })],
        [
          graph(
            'Runs',
            flows(settings, ['RunsStarted', 'RunsEnded', 'RunsFailed', 'RunsStopped', 'RunsRedriven']),
          ),
          graph(
            'Waiting',
            levels(settings, [
              'RunsOpen',
              'RunsPaused',
              'RunsStoppedNow',
              'PlansUndecided',
              'PullsUndecided',
            ]),
          ),
        ],
        [
          graph('What came of licenses', flows(settings, ENDS)),
          graph('People', flows(settings, ['PeopleNotified', 'NoticesNotSent', 'LicensesKept'])),
        ],
        [
          graph(
            'Vendors',
            flows(settings, ['VendorCalls', 'VendorRefusals', 'VendorOutages', 'VendorWaits']),
          ),
          graph('Time of a step', Object.entries(props.steps).map(slowest)),
        ],
        [graph('Set aside', Object.values(props.queues.setAside).map(messagesIn)), errors(props)],
        [
          new LogQueryWidget({
            title: 'Each run',
            width: WHOLE,
            height: 10,
            view: LogQueryVisualizationType.TABLE,
            logGroupNames: [props.queues.relayEvents, ...Object.values(props.steps)].map(
              ({ fn }) => fn.logGroup.logGroupName,
            ),
            queryLines: PER_RUN,
          }),
        ],
      ],
    });
  }
}

const graph = (title: string, left: Metric[]): GraphWidget => new GraphWidget({ title, left, width: HALF });

const flows = (settings: StageSettings, names: readonly string[]): Metric[] =>
  names.map((name) => flow(settings, name, HOUR));

const levels = (settings: StageSettings, names: readonly string[]): Metric[] =>
  names.map((name) => level(settings, name));

const slowest = ([label, { fn }]: [string, ServiceFunction]): Metric =>
  fn.metricDuration({ label, period: HOUR, statistic: Stats.percentile(99) });

const errors = ({ doors, machines }: DashboardProps): IWidget =>
  graph('Errors', [
    doors.errorsAt('answer', HOUR),
    doors.errorsAt('webhooks', HOUR),
    doors.errorsAt('scim', HOUR),
    doors.errorsAt('others', HOUR),
    ...[machines.run, machines.sync].map(({ stateMachineArn }) =>
      sumOf('AWS/States', 'ExecutionsFailed', { StateMachineArn: stateMachineArn }, HOUR),
    ),
  ]);
