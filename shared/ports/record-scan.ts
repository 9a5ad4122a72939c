import type { Key, TableName } from '../records/collection.ts';

/** A row as it stands in a table. */
export interface StoredRow {
  /** The collection it is of. */
  readonly collection: string;
  readonly key: Key;
  readonly document: unknown;
}

/** Some rows of a table, and where the next ones start; null at the end. */
export interface ScannedRows {
  readonly rows: readonly StoredRow[];
  readonly next: string | null;
}

/**
 * Reads a whole table, whatever is in it. Nothing that anybody waits for may do so: it is for erasing, where what is not read is not
 * erased. Rows that stay where they are come exactly once; `after` is a `next` of the same table.
 */
export interface RecordScan {
  scan(table: TableName, after: string | null): Promise<ScannedRows>;
}
