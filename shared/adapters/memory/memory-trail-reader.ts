import type { TrailReader, TrailRow } from '../../ports/trail-reader.ts';

/** Rows of the audit table in memory, for tests; a test may change them as somebody could who writes to the table directly. */
export class MemoryTrailReader implements TrailReader {
  readonly #read: () => readonly TrailRow[];
  #change: (rows: readonly TrailRow[]) => readonly TrailRow[] = (rows) => rows;

  constructor(read: () => readonly TrailRow[]) {
    this.#read = read;
  }

  /** What the table holds from now on, made of what was written to it. */
  tamper(change: (rows: readonly TrailRow[]) => readonly TrailRow[]): void {
    this.#change = change;
  }

  async *rows(): AsyncGenerator<TrailRow> {
    for (const row of this.#change(this.#read())) {
      await Promise.resolve();
      yield row;
    }
  }
}
