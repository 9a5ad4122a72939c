import type { Key } from '../records/collection.ts';

/** A row of the audit table as it stands there. */
export interface TrailRow {
  /** The collection it says it is of. */
  readonly collection: string;
  readonly key: Key;
  readonly document: unknown;
}

/** Reads the whole audit table, whatever is in it, for who verifies. */
export interface TrailReader {
  /** Every row once, in no order that may be relied on. */
  rows(): AsyncIterable<TrailRow>;
}
