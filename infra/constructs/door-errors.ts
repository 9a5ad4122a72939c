import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricNamespace } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';

/** Doors whose errors do different harm. */
const DOORS = ['answer', 'webhooks', 'scim', 'others'] as const;
export type Door = (typeof DOORS)[number];

const METRIC_NAME: Readonly<Record<Door, string>> = {
  answer: 'AnswerErrors',
  webhooks: 'WebhookErrors',
  scim: 'ScimErrors',
  others: 'DoorErrors',
};

export interface DoorErrorsProps {
  readonly settings: StageSettings;
  readonly accessLogs: LogGroup;
  /** Keys of all routes, as the access log has them. */
  readonly routeKeys: readonly string[];
}

const doorOf = (routeKey: string): Door => DOORS.find((door) => routeKey.includes(`/${door}/`)) ?? 'others';

/**
 * Counts answers with 5xx by door from the access log of the API: an error that our code answers, a function that dies or takes too
 * long, and one that there was no room for all look the same to who asked.
 */
export class DoorErrors extends Construct {
  readonly #namespace: string;

  constructor(scope: Construct, id: string, { settings, accessLogs, routeKeys }: DoorErrorsProps) {
    super(scope, id);
    this.#namespace = metricNamespace(settings.stage);
    for (const door of DOORS) {
      const routes = routeKeys.filter((routeKey) => doorOf(routeKey) === door);
      accessLogs.addMetricFilter(`At${METRIC_NAME[door]}`, {
        metricNamespace: this.#namespace,
        metricName: METRIC_NAME[door],
        metricValue: '1',
        filterPattern: FilterPattern.all(
          FilterPattern.stringValue('$.status', '=', '5*'),
          FilterPattern.any(...routes.map((route) => FilterPattern.stringValue('$.route', '=', route))),
        ),
      });
    }
  }

  /** How many there were at a door. */
  errorsAt(door: Door, period: Duration): Metric {
    return new Metric({
      namespace: this.#namespace,
      metricName: METRIC_NAME[door],
      statistic: Stats.SUM,
      period,
    });
  }
}
