import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmRow } from '../alarms/alarm-row.ts';
import type { StageSettings } from '../config.ts';

export interface AlarmsProps {
  readonly settings: StageSettings;
  readonly topic: Topic;
  readonly rows: readonly AlarmRow[];
}

/** The anchor that a heading gets on GitHub: lower case, punctuation gone, spaces as dashes. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** Names of constructs hold no spaces: `A run can't go on` is `ARunCantGoOn`. */
const idOf = ({ name, part = '' }: AlarmRow): string =>
  `${name} ${part}`
    .replace(/[^A-Za-z0-9\s]/g, '')
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/**
 * One alarm for each row: its name is the harm, and so is the heading of its entry in the runbook. It tells when it is raised and when
 * it is over. Where nothing is known, nothing happened; only silence is judged by that.
 */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { settings, topic, rows }: AlarmsProps) {
    super(scope, id);
    const action = new SnsAction(topic);
    this.alarms = rows.map((row) => {
      const { name, part, harm, lookFirst, signal, threshold = 1, periods = 1, silence = false } = row;
      const alarm = new Alarm(this, idOf(row), {
        alarmName: `Seatkeeper ${settings.stage}: ${name}${part === undefined ? '' : ` (${part})`}`,
        alarmDescription: `${harm} Look first: ${lookFirst} Runbook: docs/runbook.md#${anchorOf(name)}`,
        metric: signal,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: silence
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}
