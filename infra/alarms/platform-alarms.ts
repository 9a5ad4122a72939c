import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type AlarmRow, FIVE_MINUTES, sumOf } from './alarm-row.ts';

const THROTTLES = 10;

/** A step tries a throttled request again for some seconds; this many are no chance. */
const THROTTLED_REQUESTS = 100;

const tableAlarms = (table: string, tableName: string): readonly AlarmRow[] =>
  (['Read', 'Write'] as const).map((kind) => ({
    name: 'A table refuses work',
    part: `${table}, ${kind.toLowerCase()}s`,
    harm: 'DynamoDB refuses what runs and requests ask of one table: steps are repeated and may fail, and pages answer with errors.',
    lookFirst: 'The throttled keys of the table (contributor insights), and the quotas of the account.',
    signal: sumOf('AWS/DynamoDB', `${kind}ThrottleEvents`, { TableName: tableName }, FIVE_MINUTES),
    threshold: THROTTLED_REQUESTS,
  }));

/** Alarms about what everything stands on. */
export const platformAlarms = (tables: Readonly<Record<string, TableV2>>): readonly AlarmRow[] => [
  {
    name: 'Functions have no room to run',
    harm: 'The account runs as many functions at once as AWS lets it: answers of people, events of vendors and steps of runs are refused or wait.',
    lookFirst:
      'The quota "Concurrent executions" of Lambda, and which function, ours or another, uses it up.',
    // Without a dimension it is that of all functions of the account in the region, as the quota is.
    signal: sumOf('AWS/Lambda', 'Throttles', {}, FIVE_MINUTES),
    threshold: THROTTLES,
  },
  ...Object.entries(tables).flatMap(([table, { tableName }]) => tableAlarms(table, tableName)),
];
