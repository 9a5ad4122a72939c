import { type SegmentHeader, type SeenEvent, NO_SEGMENT } from '../../domain/audit-segment.ts';
import type { Page, WriteResult } from '../../ports/record-store.ts';
import {
  type SealHead,
  type SealedMinute,
  MOST_MINUTES,
  sealHeads,
  sealedMinutes,
} from '../../records/audit-seal.ts';
import { put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';

type Deps = Pick<Basics, 'store'>;

/** Where the chain ends: the head, or what stands for it before the first segment. */
export type ChainEnd = Omit<SealHead, 'version' | 'sealedAt'> & { readonly head: SealHead | undefined };

/** So many reads at a time. */
const AT_ONCE = 8;

/** The UTC minute of a moment. */
const minuteOf = (at: string): string => at.slice(0, 16);

/** Reads by a query, as all of the sealer's reads: that is the only right to read that it has. */
export const readEnd = async ({ store }: Deps): Promise<ChainEnd> => {
  const { records } = await store.page(sealHeads, {}, { limit: 1 });
  const [head] = records;
  return { number: head?.number ?? 0, hash: head?.hash ?? NO_SEGMENT, events: head?.events ?? 0, head };
};

/** Those of some events that no segment has yet, each once. */
export const notSealed = async (
  { store }: Deps,
  seen: readonly SeenEvent[],
): Promise<readonly SeenEvent[]> => {
  const open = new Map(seen.map((one) => [one.event.eventId, one]));
  const minutes = [...new Set(seen.map(({ event }) => minuteOf(event.at)))];
  const look = async (minute: string): Promise<void> => {
    let after: string | null = null;
    do {
      const page: Page<SealedMinute> = await store.page(sealedMinutes, { minute }, { limit: 20, after });
      for (const { eventIds } of page.records) for (const eventId of eventIds) open.delete(eventId);
      after = page.next;
    } while (after !== null);
  };
  for (let start = 0; start < minutes.length; start += AT_ONCE)
    await Promise.all(minutes.slice(start, start + AT_ONCE).map(look));
  return [...open.values()];
};

/** The first of some events that one segment takes: not too many, and not of too many minutes. */
export const segmentOf = (seen: readonly SeenEvent[], most: number): readonly SeenEvent[] => {
  const minutes = new Set<string>();
  const taken: SeenEvent[] = [];
  for (const one of seen) {
    minutes.add(minuteOf(one.event.at));
    if (taken.length === most || minutes.size > MOST_MINUTES) break;
    taken.push(one);
  }
  return taken;
};

/** Makes a segment the newest of the chain and notes its events as sealed; `conflict` where the chain has gone on meanwhile. */
export const moveHead = (
  { store }: Deps,
  { head, events }: ChainEnd,
  { number, sealedAt }: SegmentHeader,
  hash: string,
  sealed: readonly { readonly eventId: string; readonly at: string }[],
): Promise<WriteResult> => {
  const byMinute = Map.groupBy(sealed, ({ at }) => minuteOf(at));
  const next: SealHead = {
    ...{ number, hash, sealedAt },
    events: events + sealed.length,
    version: (head?.version ?? 0) + 1,
  };
  return store.write([
    put(sealHeads, next, head === undefined ? 'absent' : { version: head.version }),
    ...[...byMinute].map(([minute, those]) =>
      put(sealedMinutes, { minute, number, eventIds: those.map(({ eventId }) => eventId) }, 'any'),
    ),
  ]);
};
