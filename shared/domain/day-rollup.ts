import * as z from 'zod';
import { addressSchema } from './address.ts';
import { type Instant, earlier, instantSchema, later } from './time.ts';

/** Something that somebody did at a moment: what a day log holds. It is the same event where all three are the same. */
export interface LoggedEvent {
  readonly address: string;
  readonly at: Instant;
  readonly name: string;
}

/** Names of events that a rollup counts each for itself; what is beyond the most frequent ones is counted together, so that a record has an end. */
export const MOST_NAMES = 100;

export const nameCountSchema = z.strictObject({ name: z.string(), count: z.int().min(1) });

/** Events by their names, most frequent first; `otherEvents` have further names. */
const countsSchema = z.strictObject({
  events: z.int().min(0),
  names: z.array(nameCountSchema).max(MOST_NAMES),
  otherEvents: z.int().min(0),
});
export type EventCounts = z.infer<typeof countsSchema>;

/** What one address did on one day. */
export const usedDaySchema = countsSchema.extend({
  address: addressSchema,
  firstAt: instantSchema,
  lastAt: instantSchema,
});
export type UsedDay = z.infer<typeof usedDaySchema>;

/** What a number of people did on one day. */
export const daySummarySchema = countsSchema.extend({ people: z.int().min(0) });
export type DaySummary = z.infer<typeof daySummarySchema>;

/** What stands in the line of an event before its address, which has nothing that JSON escapes, and before its moment. */
export const EVENT_LINE = { start: '["', next: '","' } as const;

/** What stands in it behind its moment. */
export const lineTail = (name: string): string => `",${JSON.stringify(name)}]`;

/** An event as one line of a day log, JSON. Equal events have equal lines. */
export const lineOf = ({ address, at, name }: LoggedEvent): string =>
  EVENT_LINE.start + address + EVENT_LINE.next + at + lineTail(name);

const lineSchema = z.tuple([z.string(), z.string(), z.string()]);

const compareCounts = (a: { name: string; count: number }, b: { name: string; count: number }): number =>
  b.count - a.count || (a.name < b.name ? -1 : 1);

/** Counts by name in their stored form. `events` is at least what the names come to. */
const countsOf = (byName: ReadonlyMap<string, number>, atLeast = 0): EventCounts => {
  const all = [...byName].map(([name, count]) => ({ name, count })).sort(compareCounts);
  const names = all.slice(0, MOST_NAMES);
  const sum = (some: typeof all): number => some.reduce((total, { count }) => total + count, 0);
  const events = Math.max(sum(all), atLeast);
  return { events, names, otherEvents: events - sum(names) };
};

const add = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

interface Doing {
  readonly names: Map<string, number>;
  events: number;
  firstAt: Instant;
  lastAt: Instant;
}

/**
 * Rolls different lines of one day up: all of them together, and one by one the addresses that are asked for; `byName`: also by the
 * names of events, otherwise all count as further ones.
 */
export const rollUp = (
  lines: Iterable<string>,
  wanted: ReadonlySet<string>,
  byName = true,
): { readonly summary: DaySummary; readonly days: UsedDay[] } => {
  const names = new Map<string, number>();
  const people = new Set<string>();
  const doings = new Map<string, Doing>();
  let events = 0;
  for (const line of lines) {
    const [address, at, name] = lineSchema.parse(JSON.parse(line));
    people.add(address);
    events += 1;
    if (byName) add(names, name);
    if (!wanted.has(address)) continue;
    const doing = doings.get(address) ?? {
      ...{ names: new Map<string, number>(), events: 0, firstAt: at, lastAt: at },
    };
    doing.events += 1;
    if (byName) add(doing.names, name);
    doing.firstAt = earlier(doing.firstAt, at);
    doing.lastAt = later(doing.lastAt, at);
    doings.set(address, doing);
  }
  const days = [...doings].map(([address, doing]) => ({
    address,
    ...countsOf(doing.names, doing.events),
    firstAt: doing.firstAt,
    lastAt: doing.lastAt,
  }));
  return { summary: { ...countsOf(names, events), people: people.size }, days };
};

/** The address of a line. */
export const addressOfLine = (line: string): string => lineSchema.parse(JSON.parse(line))[0];

const largerCounts = (a: EventCounts, b: EventCounts): EventCounts => {
  const byName = new Map(a.names.map(({ name, count }) => [name, count]));
  for (const { name, count } of b.names) byName.set(name, Math.max(count, byName.get(name) ?? 0));
  return countsOf(byName, Math.max(a.events, b.events));
};

/** What an address did at least, by two rollups of which nobody knows how much they overlap. Nothing is counted twice; some may be missing. */
export const atLeastDay = (a: UsedDay, b: UsedDay): UsedDay => ({
  address: a.address,
  ...largerCounts(a, b),
  firstAt: earlier(a.firstAt, b.firstAt),
  lastAt: later(a.lastAt, b.lastAt),
});

/** What people did at least, by two summaries of which nobody knows how much they overlap. */
export const atLeastSummary = (a: DaySummary, b: DaySummary): DaySummary => ({
  ...largerCounts(a, b),
  people: Math.max(a.people, b.people),
});

/** One summary of several groups of different people. */
export const addSummaries = (summaries: readonly DaySummary[]): DaySummary => {
  const byName = new Map<string, number>();
  for (const { names } of summaries)
    for (const { name, count } of names) byName.set(name, (byName.get(name) ?? 0) + count);
  const sum = (of: 'events' | 'people'): number => summaries.reduce((total, { [of]: n }) => total + n, 0);
  return { ...countsOf(byName, sum('events')), people: sum('people') };
};
