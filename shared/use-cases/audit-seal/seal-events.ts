import { MOST_ENTRIES, type SeenEvent, makeSegment, readSegment } from '../../domain/audit-segment.ts';
import type { SegmentStore } from '../../ports/segment-store.ts';
import type { Basics } from '../dependencies.ts';
import { type ChainEnd, moveHead, notSealed, readEnd, segmentOf } from './chain-head.ts';

export type SealDeps = Pick<Basics, 'store' | 'clock' | 'secrets'> & { readonly segments: SegmentStore };

/** What one call sealed. `strangers` are numbers under which something stood that no sealer wrote. */
export interface Sealed {
  readonly events: number;
  readonly segments: number;
  readonly strangers: number;
}

/** Tries of a call, of which each meets another sealer or a stranger; then the stream comes again. */
const MOST_TRIES = 60;

const byTime = (a: SeenEvent, b: SeenEvent): number => {
  const [left, right] = [a, b].map(({ event }) => `${event.at}#${event.eventId}`);
  return left === right || left === undefined || right === undefined ? 0 : left < right ? -1 : 1;
};

/**
 * Takes a segment that is there already and follows on the chain: another sealer wrote it and has not moved the head, or died before.
 * Anything else under that number is a stranger's, and the chain passes it over.
 */
const takeUp = async (deps: SealDeps, end: ChainEnd, number: number): Promise<'taken-up' | 'stranger'> => {
  const text = await deps.segments.first(number);
  if (text === undefined) return 'stranger';
  const read = readSegment((line) => deps.secrets.sha256(line), text);
  if (read.kind === 'broken' || read.header.previous !== end.hash || read.header.number !== number)
    return 'stranger';
  const events = read.entries.map(({ event }) => event);
  await moveHead(deps, end, read.header, read.hash, events);
  return 'taken-up';
};

/**
 * Seals events: each in exactly one segment, however often it is brought and by however many workers at once. A segment is written
 * under the number after the head's, where nothing is yet, so that of several sealers one is first; then the head is moved and the
 * events are noted in one transaction. Who finds the number taken moves the head for the other one, and looks again which of its
 * events are still open. A crash in between leaves a segment that the next sealer takes up.
 */
export const sealEvents = async (deps: SealDeps, seen: readonly SeenEvent[]): Promise<Sealed> => {
  const { secrets, clock, segments } = deps;
  const done = { events: 0, segments: 0, strangers: 0 };
  let passedOver = { behind: -1, numbers: 0 };
  let open: readonly SeenEvent[] = [...seen].sort(byTime);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    // The head first: what was sealed before it was moved is noted by then.
    const end = await readEnd(deps);
    open = await notSealed(deps, open);
    if (open.length === 0) return done;
    if (passedOver.behind !== end.number) passedOver = { behind: end.number, numbers: 0 };
    const number = end.number + 1 + passedOver.numbers;
    const batch = segmentOf(open, MOST_ENTRIES);
    const place = { number, previous: end.hash, sealedAt: clock.now() };
    const segment = makeSegment((line) => secrets.sha256(line), place, batch);
    if ((await segments.create(number, segment.text)) === 'created') {
      await moveHead(
        deps,
        end,
        segment.header,
        segment.hash,
        batch.map(({ event }) => event),
      );
      done.segments += 1;
      done.events += batch.length;
    } else if ((await takeUp(deps, end, number)) === 'stranger') {
      passedOver = { ...passedOver, numbers: passedOver.numbers + 1 };
      done.strangers += 1;
    }
  }
  throw new Error(
    `Events could not be sealed: every one of ${String(MOST_TRIES)} tries met another sealer or a stranger.`,
  );
};
