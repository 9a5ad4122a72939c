import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_SERVICE, metricNamespace } from '../../shared/names.ts';
import type { StageSettings } from '../config.ts';

/** One alarm: the harm that it means, and by what it is known. */
export interface AlarmRow {
  /** The harm in a few words, and the heading of its entry in docs/runbook.md. */
  readonly name: string;
  /** Which of several things that the same harm can come from; stands behind the name in brackets. */
  readonly part?: string;
  /** What it means for the company and its people, in one sentence. */
  readonly harm: string;
  /** Where to look first, in one sentence. */
  readonly lookFirst: string;
  /** What is looked at, over the period it names. One metric without arithmetic, which the emulator takes too. */
  readonly signal: Metric;
  /** The alarm is raised at this value, or with `silence` below it. @default 1 */
  readonly threshold?: number;
  /** How many periods in a row it must be so. @default 1 */
  readonly periods?: number;
  /** The alarm is raised where too little happens, or nothing is known. */
  readonly silence?: boolean;
}

export const HOUR = Duration.hours(1);
export const QUARTER = Duration.minutes(15);
export const FIVE_MINUTES = Duration.minutes(5);

/** What we count ourselves and sum up. */
export const flow = ({ stage }: StageSettings, metricName: string, period: Duration): Metric =>
  new Metric({
    ...{ namespace: metricNamespace(stage), metricName, period, statistic: Stats.SUM },
    dimensionsMap: { service: METRIC_SERVICE },
  });

/** How something stands, at its worst in an hour. */
export const level = ({ stage }: StageSettings, metricName: string): Metric =>
  new Metric({
    ...{ namespace: metricNamespace(stage), metricName, period: HOUR, statistic: Stats.MAXIMUM },
    dimensionsMap: { service: METRIC_SERVICE },
  });

/** A metric that AWS keeps of a thing, summed up. */
export const sumOf = (
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  period: Duration,
): Metric => new Metric({ ...{ namespace, metricName, dimensionsMap, period }, statistic: Stats.SUM });
