import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageSettings } from '../config.ts';
import type { Machines } from '../constructs/machines.ts';
import { type AlarmRow, FIVE_MINUTES, HOUR, flow, level, sumOf } from './alarm-row.ts';

/** SES looks into an account whose mails bounce by 5 %, and may stop its sending (SES developer guide, "Reputation metrics"). */
const BOUNCED_SHARE = 0.04;

const DAY = 24;

/** Alarms about runs, the licenses they change and the people they tell. */
export const runAlarms = (settings: StageSettings, machines: Machines): readonly AlarmRow[] => [
  {
    name: "A run can't go on",
    harm: 'A run stopped on the way: nothing of it is done, and the people on its plan wait. It is redriven once by itself; after that it needs a person before the redrive window is over.',
    lookFirst:
      'Open the failed execution of the state machine workflow-run, whose name is the run id, and `failure` of GET /v1/runs/{runId}.',
    signal: sumOf(
      'AWS/States',
      'ExecutionsFailed',
      { StateMachineArn: machines.run.stateMachineArn },
      FIVE_MINUTES,
    ),
  },
  {
    name: 'A run has failed',
    harm: 'A run is over before its plan was carried out: what was not done is cancelled, and these licenses go on being paid for.',
    lookFirst: '`failure` of GET /v1/runs/{runId}; the run is named by the log line with RunsFailed.',
    signal: flow(settings, 'RunsFailed', HOUR),
  },
  {
    name: 'A license was changed and not verified',
    harm: 'The vendor was asked to change a license, and reading back did not show what was planned: somebody may have lost more than, or other than, they were told.',
    lookFirst:
      'GET /v1/runs/{runId}/items?state=failed of the run that the log line with ChangesNotVerified names, and the account in the vendor’s own console.',
    signal: flow(settings, 'ChangesNotVerified', FIVE_MINUTES),
  },
  {
    name: 'A change was begun and nobody knows its outcome',
    harm: 'A license may or may not have been taken: the change was begun over an hour ago and no worker has settled it by reading the vendor.',
    lookFirst:
      'Whether the connection needs a reconnect, whether the vendor answers, and the log of ReconcileRuns.',
    signal: level(settings, 'ChangesUnsettled'),
  },
  {
    name: 'People are not told of a plan',
    harm: 'Notices that were owed did not go out, or nobody knows whether they did; these people keep their licenses, and the plan is not carried out for them.',
    lookFirst:
      'The quota and the health of SES, then the items of the run with the reason notice-outcome-unknown.',
    signal: flow(settings, 'NoticesNotSent', FIVE_MINUTES),
  },
  {
    name: 'Mails bounce',
    harm: 'So many mails of this account come back that SES may stop its sending, and then nobody is told before a license is taken.',
    lookFirst: 'The reputation page of SES, and the addresses of the org chart.',
    signal: new Metric({
      namespace: 'AWS/SES',
      metricName: 'Reputation.BounceRate',
      statistic: Stats.MAXIMUM,
      period: HOUR,
    }),
    threshold: BOUNCED_SHARE,
  },
  {
    name: 'The kill switch has been on for a day',
    harm: 'No run takes back anything while it is on, and plans that reach their end are held.',
    lookFirst: 'GET /v1/audit-events?action=kill-switch.changed says who switched it on and why.',
    signal: level(settings, 'StopSwitchOn'),
    periods: DAY,
  },
  {
    name: 'A plan is parked',
    harm: 'A plan has waited three days for a second person: its licenses are paid for meanwhile, and it will expire.',
    lookFirst: 'GET /v1/runs lists the run; its limits say why it was parked.',
    signal: level(settings, 'PlansUndecided'),
    periods: 3 * DAY,
  },
];
