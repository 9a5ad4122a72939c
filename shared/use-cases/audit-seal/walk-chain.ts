import {
  NO_SEGMENT,
  type ReadSegment,
  type SegmentEntry,
  type SegmentHeader,
  firstDifference,
  readSegment,
} from '../../domain/audit-segment.ts';
import type { Finding } from '../../domain/audit-finding.ts';
import type { SegmentArchive, SegmentVersion } from '../../ports/segment-store.ts';
import type { Secrets } from '../../ports/surroundings.ts';

export interface WalkDeps {
  readonly archive: SegmentArchive;
  readonly secrets: Pick<Secrets, 'sha256'>;
  readonly report: (finding: Finding) => void;
}

/** How far the chain goes; the hash is that of the segment, null where it could not be read. */
export interface WalkedEnd {
  readonly number: number;
  readonly hash: string | null;
}

export const CHAIN_START: WalkedEnd = { number: 0, hash: NO_SEGMENT };

/** Is told of every segment in order: of one that is sound with all of it, of one that is broken with the events it names. */
export interface OnSegment {
  readonly sound: (header: SegmentHeader, entries: readonly SegmentEntry[], hash: string) => void;
  readonly broken?: (events: readonly string[]) => void;
}

interface Candidate {
  readonly text: string;
  readonly lockedUntil: string | null;
  readonly read: ReadSegment;
}

/** The versions of one number after the other. */
async function* byNumber(archive: SegmentArchive): AsyncGenerator<readonly SegmentVersion[]> {
  let group: SegmentVersion[] = [];
  for await (const version of archive.versions()) {
    if (group[0] !== undefined && group[0].number !== version.number) {
      yield group;
      group = [];
    }
    group.push(version);
  }
  if (group.length > 0) yield group;
}

const about = (kind: Finding['kind'], segment: number, rest: Partial<Finding> = {}): Finding => ({
  ...{ kind, place: 'segment', segment, eventId: null, position: null, detail: null },
  ...rest,
});

const follows = ({ read }: Candidate, number: number, hash: string | null): boolean =>
  read.kind === 'sound' && read.header.number === number && (hash === null || read.header.previous === hash);

/** Tells of every text under a number beside the one that was sealed, with the first event in which it differs. */
const tellOthers = (
  { report }: WalkDeps,
  number: number,
  original: Candidate,
  others: readonly Candidate[],
): void => {
  for (const { text } of others) {
    const difference = firstDifference(original.text, text);
    const { eventId = null, position = null, kind, other = null } = difference ?? {};
    const detail =
      kind === undefined ? 'the same text' : `${kind}${other === null ? '' : `, ${other} in its place`}`;
    report(about('rewritten', number, { eventId, position, detail }));
  }
};

/**
 * Walks the chain behind a place in it and recomputes all of it, with one segment in memory at a time. Of several versions of a segment
 * the one that was written first and follows on the segment before is the sealed one; the others are told of.
 */
export const walkChain = async (deps: WalkDeps, from: WalkedEnd, on: OnSegment): Promise<WalkedEnd> => {
  const { archive, secrets, report } = deps;
  let end = from;
  /** Hash of the segment before the end, on which the next one follows where the end is a stranger's. */
  let before = from.hash;
  for await (const versions of byNumber(archive)) {
    const number = versions[0]?.number ?? 0;
    if (number <= from.number) continue;
    if (number > end.number + 1) {
      const detail = `${String(end.number + 1)} to ${String(number - 1)}`;
      report(about('removed', end.number + 1, { detail }));
      end = { number: number - 1, hash: null };
    }
    if (versions.some(({ kind }) => kind === 'marker')) report(about('hidden', number));
    const candidates: Candidate[] = [];
    for (const version of versions) {
      if (version.kind === 'marker') continue;
      const stored = await archive.read(version);
      candidates.push({ ...stored, read: readSegment((line) => secrets.sha256(line), stored.text) });
    }
    const original =
      candidates.find((candidate) => follows(candidate, number, end.hash)) ??
      candidates.find((candidate) => follows(candidate, number, before));
    const [oldest] = candidates;
    if (original?.read.kind === 'sound') {
      tellOthers(
        deps,
        number,
        original,
        candidates.filter((candidate) => candidate !== original),
      );
      if (original.lockedUntil === null) report(about('unlocked', number));
      const { header, entries, hash } = original.read;
      on.sound(header, entries, hash);
      before = hash;
      end = { number, hash };
    } else if (oldest?.read.kind === 'sound') {
      const detail = `it follows on ${oldest.read.header.previous}`;
      report(about('rewritten', number, { detail }));
      on.sound(oldest.read.header, oldest.read.entries, oldest.read.hash);
      before = end.hash;
      end = { number, hash: oldest.read.hash };
    } else {
      if (oldest?.read.kind === 'broken') {
        on.broken?.(oldest.read.header?.events ?? []);
        const { kind, eventId, position, other } = oldest.read.fault;
        report(about(kind, number, { eventId, position, detail: other }));
      }
      before = end.hash;
      end = { number, hash: null };
    }
  }
  return end;
};
