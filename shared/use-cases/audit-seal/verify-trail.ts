import type { Finding } from '../../domain/audit-finding.ts';
import type { SegmentEntry, SegmentHeader } from '../../domain/audit-segment.ts';
import { MISDATED_BY, SEALED_WITHIN } from '../../domain/seal-bounds.ts';
import { type Instant, durationMs, minus, msBetween } from '../../domain/time.ts';
import type { SegmentArchive } from '../../ports/segment-store.ts';
import type { Clock, Secrets } from '../../ports/surroundings.ts';
import type { TrailReader } from '../../ports/trail-reader.ts';
import type { SealHead } from '../../records/audit-seal.ts';
import { HourContents, type Tail } from './hour-contents.ts';
import { HourSums, hourOf } from './hour-sums.ts';
import { type StoredEvent, readRow, storedOf } from './trail-rows.ts';
import { CHAIN_START, walkChain } from './walk-chain.ts';

export interface VerifyDeps {
  readonly archive: SegmentArchive;
  readonly trail: TrailReader;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Is told of everything that is wrong, the chain first and in its order. */
  readonly report: (finding: Finding) => void;
}

/** The end of a chain that somebody noted earlier, to be found again. */
export interface NotedHead {
  readonly number: number;
  readonly hash: string;
}

/** What was verified. `late` are events that the stream did not bring: the time their rows were put is not known. */
export interface Verification {
  readonly segments: number;
  readonly events: number;
  readonly head: (NotedHead & { readonly sealedAt: Instant }) | null;
  readonly late: number;
  readonly tail: Tail;
}

/** Hours that are compared event by event at most; where more are unequal, these are told of first. */
const MOST_HOURS = 48;

const isMisdated = ({ event, put }: SegmentEntry): boolean =>
  put !== null && Math.abs(msBetween(event.at, put)) > durationMs(MISDATED_BY);

/**
 * Recomputes the chain from its first segment, and compares the table with it in both directions: every sealed event stands in the
 * table as it was sealed, with its copy among those of its application, and every event of the table that is old enough is sealed.
 * Memory holds one segment, a sum an hour, and the events of hours that are still open or unequal.
 */
export const verifyTrail = async (
  deps: VerifyDeps,
  noted: readonly NotedHead[] = [],
): Promise<Verification> => {
  const { clock, secrets, trail, report } = deps;
  const openFrom = minus(clock.now(), SEALED_WITHIN);
  const sums = new HourSums((text) => secrets.sha256(text), secrets.token());
  const doubted = new Set<string>();
  const open = new HourContents(doubted, report);
  const isOpen = ({ at }: StoredEvent): boolean => hourOf(at) >= hourOf(openFrom);
  const found = { segments: 0, events: 0, late: 0 };
  const heads: (NotedHead & { readonly sealedAt: Instant })[] = [];
  const notedHashes = new Map<number, string>();
  const wanted = new Set(noted.map(({ number }) => number));

  const sound = (header: SegmentHeader, entries: readonly SegmentEntry[], hash: string): void => {
    const { number, sealedAt } = header;
    found.segments += 1;
    found.events += entries.length;
    heads.splice(0, heads.length, { number, hash, sealedAt });
    if (wanted.has(number)) notedHashes.set(number, hash);
    entries.forEach((entry, index) => {
      if (entry.put === null) found.late += 1;
      const { eventId, at } = entry.event;
      const detail = `it says ${at}, and was put at ${entry.put ?? ''}`;
      if (isMisdated(entry))
        report({ kind: 'misdated', place: 'event', eventId, segment: number, position: index + 1, detail });
      for (const stored of storedOf(entry)) {
        sums.sealed(stored);
        if (isOpen(stored)) open.sealed(stored, number);
      }
    });
  };

  const broken = (events: readonly string[]): void => {
    for (const eventId of events) doubted.add(eventId);
  };

  let end = await walkChain(deps, CHAIN_START, { sound, broken });
  const kept: SealHead[] = [];
  for await (const row of trail.rows()) {
    const read = readRow(row);
    if (read.kind === 'finding') report(read.finding);
    if (read.kind === 'head') kept.push(read.head);
    if (read.kind !== 'stored') continue;
    sums.row(read.stored);
    if (isOpen(read.stored)) open.row(read.stored);
  }
  const told = [...kept, ...noted];
  // Sealing went on while the table was read.
  if (told.some(({ number }) => number > end.number)) end = await walkChain(deps, end, { sound, broken });
  const [head = null] = heads;
  if (head !== null) notedHashes.set(head.number, head.hash);
  for (const { number, hash } of told) {
    const at = { place: 'chain', eventId: null, segment: number, position: null } as const;
    if (number > end.number)
      report({ ...at, kind: 'cut', detail: `the chain ends at ${String(end.number)}` });
    else if (notedHashes.has(number) && notedHashes.get(number) !== hash)
      report({ ...at, kind: 'head', detail: hash });
  }
  const unequal = sums.unequal().filter((hour) => hour < hourOf(openFrom));
  await compareUnequal(deps, unequal, doubted, openFrom);
  return { ...found, head, tail: open.compare(openFrom) };
};

/** Compares the hours that do not add up event by event, by reading segments and table once more. */
const compareUnequal = async (
  deps: VerifyDeps,
  unequal: readonly string[],
  doubted: ReadonlySet<string>,
  openFrom: Instant,
): Promise<void> => {
  if (unequal.length === 0) return;
  const hours = new Set(unequal.slice(0, MOST_HOURS));
  const contents = new HourContents(doubted, deps.report);
  const quiet = { ...deps, report: () => undefined };
  await walkChain(quiet, CHAIN_START, {
    sound: ({ number }, entries) => {
      for (const stored of entries.flatMap(storedOf))
        if (hours.has(hourOf(stored.at))) contents.sealed(stored, number);
    },
  });
  for await (const row of deps.trail.rows()) {
    const read = readRow(row);
    if (read.kind === 'stored' && hours.has(hourOf(read.stored.at))) contents.row(read.stored);
  }
  contents.compare(openFrom);
};
