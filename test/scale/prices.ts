import type { Counted } from './aws-counts.ts';
import type { MachineFacts } from './histories.ts';

/**
 * List prices in US dollars, region us-east-1, on-demand, without the free tier, in November 2026: those of aws.amazon.com/step-functions/pricing
 * (standard) were looked up there; check the others against /dynamodb/pricing/on-demand, /lambda/pricing (arm64), /s3/pricing, /ses/pricing,
 * /eventbridge/pricing, /secrets-manager/pricing and /sqs/pricing.
 */
export const PRICES = {
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.000_013_333_4,
  transition: 0.025 / 1e3,
  objectPut: 0.005 / 1e3,
  objectGet: 0.0004 / 1e3,
  mail: 0.1 / 1e3,
  event: 1 / 1e6,
  secretCall: 0.05 / 1e4,
  queueRequest: 0.4 / 1e6,
} as const;

/** One line of what something took. */
export interface Line {
  readonly what: string;
  readonly count: number;
  readonly dollars: number;
}

const requestsOf = ({ traffic }: Counted, ...kinds: readonly string[]): number =>
  kinds.reduce((sum, kind) => sum + (traffic.totals[kind]?.requests ?? 0), 0);

/** What a run or a sync took, and its price. */
export const priceLines = (counted: Counted, machine: MachineFacts): Line[] => {
  const database = Object.entries(counted.traffic.totals).filter(([kind]) => kind.startsWith('dynamodb '));
  const sum = (of: 'read' | 'write'): number => database.reduce((all, [, totals]) => all + totals[of], 0);
  const functions = [...counted.functions.values()];
  const line = (what: string, count: number, price: number): Line => ({
    what,
    count,
    dollars: count * price,
  });
  return [
    line('table reads (units of 4 KB)', sum('read'), PRICES.readUnit),
    line('table writes (units of 1 KB, transactions twice)', sum('write'), PRICES.writeUnit),
    line('state transitions', machine.transitions, PRICES.transition),
    line(
      'invocations',
      functions.reduce((all, { calls }) => all + calls, 0),
      PRICES.invocation,
    ),
    line(
      'GB-seconds of functions',
      functions.reduce((all, { gigabyteSeconds }) => all + gigabyteSeconds, 0),
      PRICES.gigabyteSecond,
    ),
    line('objects written', requestsOf(counted, 's3 PUT', 's3 POST'), PRICES.objectPut),
    line('objects read', requestsOf(counted, 's3 GET'), PRICES.objectGet),
    line('mails', requestsOf(counted, 'ses POST'), PRICES.mail),
    line('events on the bus', requestsOf(counted, 'events PutEvents'), PRICES.event),
    line('reads of secrets', requestsOf(counted, 'secretsmanager GetSecretValue'), PRICES.secretCall),
    line(
      'queue requests',
      requestsOf(counted, 'sqs SendMessage', 'sqs SendMessageBatch'),
      PRICES.queueRequest,
    ),
  ];
};
