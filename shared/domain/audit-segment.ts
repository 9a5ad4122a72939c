import * as z from 'zod';
import type { AuditEvent } from './audit-event.ts';
import { idSchema } from './ids.ts';
import { canonicalJson, sealedEvent, sealedEventSchema } from './sealed-event.ts';
import { type Instant, instantSchema } from './time.ts';

/**
 * The chain of sealed segments. A segment is a text of lines, each a hash, a space and one JSON text. The first line is the header;
 * the others are events in the order they were sealed in. Every hash is made over the hash before it and the bytes of its line:
 *
 *   header   SHA-256("segment\n" + JSON)
 *   entry    SHA-256("entry\n" + hash of the line before + "\n" + JSON)
 *
 * with hashes in lower-case hex. The header names the hash of the segment before, which is the hash of its last line, so that the
 * hash of the newest segment stands for everything before it. Headers and entries begin differently, so that neither can be taken
 * for the other (as RFC 6962 §2.1 keeps leaves and nodes apart).
 */

/** Most events of one segment. */
export const MOST_ENTRIES = 1000;

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What the first segment names as the one before it. */
export const NO_SEGMENT = '0'.repeat(64);

const headerSchema = z.strictObject({
  /** The form of the segment: how its lines and hashes are made. */
  form: z.literal(1),
  /** 1 and up, without gaps unless somebody else took a number. */
  number: z.int().min(1),
  /** Hash of the segment before. */
  previous: hashSchema,
  sealedAt: instantSchema,
  /** The events in order: by them it is known which line was taken out, put in or moved. */
  events: z.array(idSchema('auditEvent')).min(1).max(MOST_ENTRIES),
});
export type SegmentHeader = z.infer<typeof headerSchema>;

const entrySchema = z.strictObject({
  event: sealedEventSchema,
  /** When the row was put, as the stream of the table says, to the second; null where it was found by reading the table. */
  put: instantSchema.nullable(),
});
export type SegmentEntry = z.infer<typeof entrySchema>;

/** SHA-256 of a UTF-8 text, hex. */
export type Sha256 = (text: string) => string;

const headerHash = (sha256: Sha256, json: string): string => sha256(`segment\n${json}`);
const entryHash = (sha256: Sha256, before: string, json: string): string =>
  sha256(`entry\n${before}\n${json}`);

/** An event as it was seen: the event, and when its row was put, where that is known. */
export interface SeenEvent {
  readonly event: AuditEvent;
  readonly put: Instant | null;
}

/** A segment to be written: its text, and the hash that stands for it. */
export interface NewSegment {
  readonly header: SegmentHeader;
  readonly text: string;
  readonly hash: string;
}

/** Chains events, in the order given, into a segment. */
export const makeSegment = (
  sha256: Sha256,
  place: Pick<SegmentHeader, 'number' | 'previous' | 'sealedAt'>,
  seen: readonly SeenEvent[],
): NewSegment => {
  const header: SegmentHeader = { form: 1, ...place, events: seen.map(({ event }) => event.eventId) };
  const json = canonicalJson(header);
  let hash = headerHash(sha256, json);
  const lines = [`${hash} ${json}`];
  for (const { event, put } of seen) {
    const entry = canonicalJson({ event: sealedEvent(event), put } satisfies SegmentEntry);
    hash = entryHash(sha256, hash, entry);
    lines.push(`${hash} ${entry}`);
  }
  return { header, text: `${lines.join('\n')}\n`, hash };
};

/** What was done to a segment, and to which event of it. `position` is the line below the header, from 1; 0 is the header. */
export interface SegmentFault {
  readonly kind: 'altered' | 'removed' | 'inserted' | 'swapped' | 'cut';
  readonly position: number;
  readonly eventId: string | null;
  /** With `swapped` the event that stands in its place. */
  readonly other: string | null;
}

/** A segment as it was read: sound, or the first thing that is wrong with it. */
export type ReadSegment =
  | {
      readonly kind: 'sound';
      readonly header: SegmentHeader;
      readonly entries: readonly SegmentEntry[];
      readonly hash: string;
    }
  | { readonly kind: 'broken'; readonly header: SegmentHeader | null; readonly fault: SegmentFault };

interface Line {
  readonly hash: string;
  readonly json: string;
}

const lineOf = (text: string): Line => ({ hash: text.slice(0, 64), json: text.slice(65) });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const eventIdSchema = z.object({ event: z.object({ eventId: z.string() }) });

/** The event that a line is about, also where the line is no longer what was sealed. */
const namedBy = ({ json }: Line): string | null => {
  const parsed = eventIdSchema.safeParse(jsonOf(json));
  return parsed.success ? parsed.data.event.eventId : (/"eventId":"(evt_[\w-]+)"/.exec(json)?.[1] ?? null);
};

/** What became of the line at `position`, which does not follow from the one before it; told from the order that the header names. */
const faultAt = (events: readonly string[], lines: readonly Line[], position: number): SegmentFault => {
  const expected = events[position - 1];
  const line = lines[position - 1];
  const found = line === undefined ? null : namedBy(line);
  const fault = (kind: SegmentFault['kind'], eventId: string | null, other: string | null = null) => ({
    ...{ kind, position, eventId, other },
  });
  if (expected === undefined) return fault('inserted', found);
  if (line === undefined) return fault('cut', expected);
  if (found === expected) return fault('altered', expected);
  const isElsewhere = lines.some((other, index) => index !== position - 1 && namedBy(other) === expected);
  if (found !== null && events.includes(found) && lines.length <= events.length)
    return isElsewhere ? fault('swapped', expected, found) : fault('removed', expected, found);
  if (lines.length > events.length || isElsewhere) return fault('inserted', found);
  return fault('altered', expected);
};

/** Reads a segment's text and recomputes every hash of it. */
export const readSegment = (sha256: Sha256, text: string): ReadSegment => {
  const [first = '', ...rest] = text.split('\n');
  const top = lineOf(first);
  const header = headerSchema.safeParse(jsonOf(top.json)).data ?? null;
  const broken = (fault: SegmentFault): ReadSegment => ({ kind: 'broken', header, fault });
  let hash = headerHash(sha256, top.json);
  if (header === null || hash !== top.hash)
    return broken({ kind: 'altered', position: 0, eventId: null, other: null });

  const isEnded = rest.at(-1) === '';
  const lines = (isEnded ? rest.slice(0, -1) : rest).map(lineOf);
  const entries: SegmentEntry[] = [];
  for (let position = 1; position <= Math.max(lines.length, header.events.length); position += 1) {
    const line = lines[position - 1];
    const next = line === undefined ? '' : entryHash(sha256, hash, line.json);
    const entry = line === undefined ? undefined : entrySchema.safeParse(jsonOf(line.json)).data;
    const isRight =
      next === line?.hash && entry !== undefined && entry.event.eventId === header.events[position - 1];
    if (!isRight) return broken(faultAt(header.events, lines, position));
    entries.push(entry);
    hash = next;
  }
  if (!isEnded) return broken(faultAt(header.events, lines, entries.length));
  return { kind: 'sound', header, entries, hash };
};

/** The first line in which another text of a segment differs from the sound one, and the event that it is about. */
export const firstDifference = (original: string, other: string): SegmentFault | null => {
  const [left, right] = [original, other].map((text) => text.split('\n').slice(0, -1).map(lineOf));
  if (left === undefined || right === undefined || original === other) return null;
  const events = left.slice(1).flatMap((line) => namedBy(line) ?? []);
  const bodies = right.slice(1);
  for (let index = 1; index < Math.max(left.length, right.length); index += 1)
    if (left[index]?.json !== right[index]?.json) return faultAt(events, bodies, index);
  return { kind: 'altered', position: 0, eventId: null, other: null };
};
