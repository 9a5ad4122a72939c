import type { Instant } from '../domain/time.ts';

/** One version of what was written under a segment's number: a text, or a marker by which somebody hid the text. */
export interface SegmentVersion {
  readonly number: number;
  readonly versionId: string;
  readonly writtenAt: Instant;
  readonly kind: 'text' | 'marker';
}

/** The text of a version, and until when nobody can delete it; null where it is not locked. */
export interface StoredSegment {
  readonly text: string;
  readonly lockedUntil: Instant | null;
}

/** Where sealed segments are: written once, locked by the store for the time it is set to, never changed or removed by us. */
export interface SegmentStore {
  /** Writes a segment where none is. `taken`: something is under that number already, and nothing was written. */
  create(number: number, text: string): Promise<'created' | 'taken'>;
  /** The text that was written under a number first; undefined where there is none. */
  first(number: number): Promise<string | undefined>;
}

/** Everything that was ever written there, for who verifies. */
export interface SegmentArchive {
  /** Every version in order of number, the oldest of a number first. */
  versions(): AsyncIterable<SegmentVersion>;
  read(version: SegmentVersion): Promise<StoredSegment>;
}
