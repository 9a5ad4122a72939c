import type { AuditEvent } from '../../domain/audit-event.ts';
import { SEALED_WITHIN } from '../../domain/seal-bounds.ts';
import {
  type Instant,
  dayOf,
  earlier,
  minus,
  msBetween,
  plusDays,
  plusMs,
  startOfDay,
} from '../../domain/time.ts';
import { AUDIT_SHARDS, auditEvents } from '../../records/audit.ts';
import { sealSearches } from '../../records/audit-seal.ts';
import { put } from '../../records/change.ts';
import { type SealDeps, sealEvents } from './seal-events.ts';

/** How far back the first search begins: events that were there before there was a sealer are sealed too. */
const FIRST_LOOK = 'P400D';
/** Rows of one shard read at once: the four together are one segment. */
const PAGE = 250;
/** A call looks at nothing further after this; the next call goes on from there. */
const ENOUGH_MS = 10_000;

/** The next events of a day, of all its shards, and the moment before which there are no others. */
interface NextEvents {
  readonly events: readonly AuditEvent[];
  readonly until: Instant;
}

const nextEvents = async (
  { store }: Pick<SealDeps, 'store'>,
  from: Instant,
  to: Instant,
): Promise<NextEvents> => {
  const pages = await Promise.all(
    Array.from({ length: AUDIT_SHARDS }, (_, shard) =>
      store.page(auditEvents, { day: dayOf(from), shard }, { limit: PAGE, from, to }),
    ),
  );
  const ends = pages.flatMap(({ records, next }) => (next === null ? [] : (records.at(-1)?.at ?? [])));
  const until = ends.reduce(earlier, to);
  const events = pages.flatMap(({ records }) => records);
  // A page of one moment alone: what is left of that moment stays for the stream.
  if (until === from) return { events, until: plusMs(from, 1) };
  return { events: events.filter(({ at }) => at < until), until };
};

/** What a search found, and how far it came. */
export interface Searched {
  /** Events that were in no segment, and are now. */
  readonly sealed: number;
  readonly until: Instant;
  /** Whether everything is looked through that is old enough. */
  readonly isDone: boolean;
}

/**
 * Looks through the table for events that no segment has although they are older than the stream takes, and seals them: the stream
 * keeps what it carries for 24 hours only. Each call goes on where the last one ended, so that an event is read once; what is put in
 * later under an earlier time comes by the stream.
 */
export const searchUnsealed = async (deps: SealDeps): Promise<Searched> => {
  const { store, clock } = deps;
  const started = clock.now();
  const [last] = (await store.page(sealSearches, {}, { limit: 1 })).records;
  const end = minus(started, SEALED_WITHIN);
  let until = last?.until ?? startOfDay(dayOf(minus(started, FIRST_LOOK)));
  let sealed = 0;
  while (until < end && msBetween(started, clock.now()) < ENOUGH_MS) {
    const next = await nextEvents(deps, until, earlier(startOfDay(plusDays(dayOf(until), 1)), end));
    const open = next.events.map((event) => ({ event, put: null }));
    if (open.length > 0) sealed += (await sealEvents(deps, open)).events;
    until = next.until;
  }
  if (last === undefined || until > last.until)
    await store.write([
      put(
        sealSearches,
        { until, version: (last?.version ?? 0) + 1 },
        last === undefined ? 'absent' : { version: last.version },
      ),
    ]);
  return { sealed, until, isDone: until >= end };
};
