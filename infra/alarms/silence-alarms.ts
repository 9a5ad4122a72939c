import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StageSettings } from '../config.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { type AlarmRow, HOUR, sumOf } from './alarm-row.ts';
import { messagesIn } from './queue-alarms.ts';

/** What the deployment calls by itself, and where calls go that could not be made. */
export interface Regular {
  readonly target: ServiceFunction;
  readonly notCalled: Queue;
}

export interface RegularSubjects {
  readonly reconcileRuns: Regular;
  readonly sweep: Regular;
  readonly takeStock: Regular;
  readonly checkConnections: Regular;
  readonly estimateUsers: Regular;
  readonly searchUnsealed: Regular;
}

const HOURS = { minute: 1 / 60, hour: 1, day: 24 } as const;

/** CloudWatch looks back a week at most. */
const MOST_HOURS = 7 * 24;

/**
 * How many hours without a call say that nobody comes: three times the rate, an hour at least. A cron expression is taken for one of
 * every day.
 */
export const silentHours = (expression: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const hours = unit === 'minute' || unit === 'hour' || unit === 'day' ? Number(count) * HOURS[unit] : 24;
  return Math.min(MOST_HOURS, Math.max(1, Math.ceil(3 * hours)));
};

type Story = Pick<AlarmRow, 'name' | 'harm' | 'lookFirst'>;

const alarmsOf = (story: Story, { target, notCalled }: Regular, expression: string): readonly AlarmRow[] => [
  {
    ...story,
    part: 'silent',
    signal: sumOf('AWS/Lambda', 'Invocations', { FunctionName: target.fn.functionName }, HOUR),
    periods: silentHours(expression),
    silence: true,
  },
  { ...story, part: 'not called', signal: messagesIn(notCalled) },
];

/** Alarms about what should come by itself and does not. */
export const silenceAlarms = (settings: StageSettings, of: RegularSubjects): readonly AlarmRow[] => [
  ...alarmsOf(
    {
      name: 'Stuck runs are not put right',
      harm: 'Runs whose execution is gone stay open, waits do not end, and changes without a known outcome are not settled.',
      lookFirst: 'The schedule that calls ReconcileRuns, and its log.',
    },
    of.reconcileRuns,
    settings.waitReconciler,
  ),
  ...alarmsOf(
    {
      name: 'Old data is not removed',
      harm: 'Rows of old pulls and imports, which hold data of people, stay longer than they should.',
      lookFirst: 'The schedule that calls Sweep, and its log.',
    },
    of.sweep,
    settings.sweeper,
  ),
  ...alarmsOf(
    {
      name: 'Nobody watches what waits',
      harm: 'The alarms about stale data, broken connections, parked plans, quarantined pulls, unsettled changes and the kill switch are blind.',
      lookFirst: 'The schedule that calls TakeStock, and its log.',
    },
    of.takeStock,
    settings.stocktaking,
  ),
  ...alarmsOf(
    {
      name: 'Nobody looks at connections',
      harm: 'Owners are not told of connections over which nothing is read any more, nor that one works again.',
      lookFirst: 'The schedule that calls CheckConnections, and its log.',
    },
    of.checkConnections,
    settings.healthCheck,
  ),
  ...alarmsOf(
    {
      name: 'Users are not estimated',
      harm: 'The series of provisioned users of instances without a connector goes on with what was estimated last.',
      lookFirst: 'The schedule that calls EstimateUsers, and its log.',
    },
    of.estimateUsers,
    settings.userEstimates,
  ),
  ...alarmsOf(
    {
      name: 'Nobody looks for unsealed audit events',
      harm: 'Events that the stream of the audit table did not bring stay in no segment, and nothing proves that they are as they were.',
      lookFirst: 'The schedule that calls SearchUnsealed, and its log.',
    },
    of.searchUnsealed,
    settings.sealSearch,
  ),
];
