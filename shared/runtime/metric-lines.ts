import { METRIC_SERVICE, metricNamespace } from '../names.ts';
import { MEASURES, type Measures } from '../domain/measure.ts';
import type { LogFields } from './logger.ts';

/** Writes measures as log lines that CloudWatch makes metrics of. */
export interface MetricLines {
  /**
   * One line with its measures and what it is about: ids and states, which can be searched for and cost nothing. Measures that are 0
   * are written as such and make no metric; a line without any other is not written. Never fails.
   */
  write(measures: Measures, about: LogFields): Promise<void>;
}

/** The metrics of a stage, in CloudWatch's embedded metric format. The library is loaded with the first line. */
export const makeMetricLines = (stage: string): MetricLines => {
  const load = async () => {
    const { Metrics, MetricUnit } = await import('@aws-lambda-powertools/metrics');
    return {
      metrics: new Metrics({ namespace: metricNamespace(stage), serviceName: METRIC_SERVICE }),
      unit: MetricUnit.Count,
    };
  };
  let loaded: ReturnType<typeof load> | undefined;
  const lineOf = async (measures: Measures, about: LogFields): Promise<string | undefined> => {
    const found = Object.entries(measures).filter(([name]) => name in MEASURES);
    if (found.every(([, value]) => value === 0)) return undefined;
    const { metrics, unit } = await (loaded ??= load());
    for (const [name, value] of found) if (value !== 0) metrics.addMetric(name, unit, value);
    const zeros = found.filter(([, value]) => value === 0);
    const line = { ...metrics.serializeMetrics(), ...Object.fromEntries(zeros), ...about };
    metrics.clearMetrics();
    return JSON.stringify(line);
  };
  return {
    write: async (measures, about) => {
      try {
        const line = await lineOf(measures, about);
        if (line !== undefined) process.stdout.write(`${line}\n`);
      } catch {
        // A count is lost. The audit events hold what was done, and no work fails for a metric.
      }
    },
  };
};
