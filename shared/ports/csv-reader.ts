/** One record of a CSV file. `line` is its row as a spreadsheet counts, from 1, the header and blank rows included. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Reads CSV (RFC 4180 and its common variants) from bytes, in constant memory. */
export interface CsvReader {
  /**
   * The records of a file, some at a time (waiting for each alone would take longer than reading it), blank ones left out: UTF-8 with or without byte order mark, UTF-16 by its mark; comma, semicolon or tab,
   * found from the first record; any line ending (one inside a field becomes a line feed). Cells are trimmed of nothing. Throws
   * `ValidationError`, naming the line, where the bytes are no text, quotes don't close or a field is too long.
   */
  read(bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly CsvRecord[]>;
}
