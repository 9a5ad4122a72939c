import { plus } from '../../domain/time.ts';
import { MOST_AHEAD, usageEventSchema } from '../../domain/usage-event.ts';
import type { StreamedKindEntry } from './import-kind.ts';

/** Rows of one file; more go into further files. */
const MAX_ROWS = 2_000_000;

/** Some 10 MB, and about a second of a function's time. */
const PART_ROWS = 50_000;

const MILLISECONDS = /^\d{1,15}$/;

/** A CSV has texts only: one of digits is a number of milliseconds. */
const timestampOf = (text: string | undefined): string | number | undefined =>
  text !== undefined && MILLISECONDS.test(text) ? Number(text) : text;

/** Usage events of a custom application, of one instance. */
export const usageEventsKind: StreamedKindEntry = {
  kind: 'usage-events',
  of: 'instance',
  beginsRun: false,
  picksLines: false,
  maxRows: MAX_ROWS,
  partRows: PART_ROWS,
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
    const parsed = usageEventSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not readable'}`;
    }
    const { timestamp: at, email: address, eventName: name } = parsed.data;
    // Most rows are in the past, and durations take longer to add than moments to compare.
    return at > now && at > plus(now, MOST_AHEAD)
      ? 'timestamp: must not be more than a day ahead'
      : { address, at, name };
  },
};
