import type { Import } from '../../../domain/import.ts';
import { lineTail } from '../../../domain/day-rollup.ts';
import { hashOf, shardOfHash } from '../../../domain/plan.ts';
import { dayOf, plus } from '../../../domain/time.ts';
import { MOST_AHEAD, eventNameSchema, readTimestamp } from '../../../domain/usage-event.ts';
import { addressSchema, plainAddress } from '../../../domain/address.ts';
import type { UsageLog } from '../../../records/day-log.ts';
import { CorruptDataError } from '../../../errors.ts';
import { takeIn } from '../../day-log/take-in.ts';
import { dayGroupOf, ofDayGroup } from '../day-group.ts';
import { type Judged, remembered } from '../remembered.ts';
import type { StreamedKindEntry } from './import-kind.ts';

/** Rows of one file; more go into further files. */
const MAX_ROWS = 2_000_000;

/** Some 10 MB, and about a second of a function's time. */
const PART_ROWS = 50_000;

const MILLISECONDS = /^\d{1,15}$/;

/** A CSV has texts only: one of digits is a number of milliseconds. */
const timestampOf = (text: string | undefined): string | number | undefined =>
  text !== undefined && MILLISECONDS.test(text) ? Number(text) : text;

const MISSING = { fault: 'is missing' };

const judgeOddAddress = remembered(addressSchema);

/** The schema of an event takes ten times as long for a row; these say the same of it. */
const judgeAddress = (given: unknown): Judged<string> => {
  const plain = typeof given === 'string' ? plainAddress(given) : undefined;
  return plain === undefined ? judgeOddAddress(given) : { value: plain };
};
const judgeName = remembered(eventNameSchema.transform(lineTail));
const judgeMoment = (given: unknown) =>
  typeof given === 'string' || typeof given === 'number' ? readTimestamp(given) : MISSING;

/** The log that the events of an import go to. Fault `CorruptDataError` where it does not say its instance. */
const logOf = ({ importId, instanceId }: Import): UsageLog => {
  if (instanceId === null) throw new CorruptDataError(`The import ${importId} is of no instance.`);
  return { log: 'usage', instanceId };
};

/** Usage events of a custom application, of one instance. */
export const usageEventsKind: StreamedKindEntry = {
  kind: 'usage-events',
  of: 'instance',
  beginsRun: false,
  picksLines: false,
  maxRows: MAX_ROWS,
  partRows: PART_ROWS,
  groupsSpan: 'file',
  columns: {
    required: ['timestamp', 'email', 'eventName'],
    names: {
      timestamp: ['time', 'date', 'datetime', 'occurred at', 'event time'],
      email: ['e-mail', 'mail', 'email address', 'user email'],
      eventName: ['event', 'action', 'feature'],
    },
    keepsFurther: false,
  },
  sample: [
    { timestamp: '2026-03-02T09:30:00Z', email: 'ada.lovelace@example.com', eventName: 'open' },
    { timestamp: '2026-03-02T10:15:00+01:00', email: 'grace.hopper@example.com', eventName: 'export report' },
    { timestamp: '1772443800000', email: 'alan.turing@example.com', eventName: 'open' },
  ],
  fromCells: ({ known: { timestamp, email, eventName } }) => ({
    timestamp: timestampOf(timestamp),
    email,
    eventName,
  }),
  read: (value, now) => {
    if (typeof value !== 'object' || value === null) return 'is not readable';
    const moment = 'timestamp' in value ? judgeMoment(value.timestamp) : MISSING;
    if ('fault' in moment) return `timestamp: ${moment.fault}`;
    const address = 'email' in value ? judgeAddress(value.email) : MISSING;
    if ('fault' in address) return `email: ${address.fault}`;
    const name = 'eventName' in value ? judgeName(value.eventName) : MISSING;
    if ('fault' in name) return `eventName: ${name.fault}`;
    const { at } = moment;
    // Most rows are in the past, and durations take longer to add than moments to compare.
    if (at > now && at > plus(now, MOST_AHEAD)) return 'timestamp: must not be more than a day ahead';
    const hash = hashOf(address.value);
    const group = dayGroupOf(dayOf(at), shardOfHash(hash));
    return { group, address: address.value, hash, at, tail: name.value };
  },
  take: async (deps, job, group, landings) => {
    const taken = await takeIn(deps, { ...logOf(job), ...ofDayGroup(group) }, landings);
    return landings.reduce((sum, landing) => sum + (taken.get(landing.name) ?? 0), 0);
  },
};
