/** What one cell of a CSV holds; null is an empty one. */
export type CsvCell = string | number | boolean | null;

/** Writes CSV for spreadsheets. */
export interface CsvWriter {
  /**
   * Rows as text, each ended by CRLF, cells separated by commas (RFC 4180). A text that a spreadsheet could run as a formula gets an
   * apostrophe in front; numbers stay as they are.
   */
  lines(rows: readonly (readonly CsvCell[])[]): string;
}
