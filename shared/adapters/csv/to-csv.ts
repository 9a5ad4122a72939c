import Papa from 'papaparse';

export type CsvCell = string | number | boolean | null;

/** One column of an export. */
export interface CsvColumn<Row> {
  readonly header: string;
  readonly value: (row: Row) => CsvCell;
}

/** What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection"). */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180: comma, CRLF, a header first, the last line ended). A text that a spreadsheet could run as a formula gets an
 * apostrophe in front; numbers stay as they are.
 */
export const toCsv = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  `${Papa.unparse(
    {
      fields: columns.map(({ header }) => header),
      data: rows.map((row) => columns.map(({ value }) => value(row))),
    },
    { newline: '\r\n', escapeFormulae: FORMULA_START },
  )}\r\n`;
