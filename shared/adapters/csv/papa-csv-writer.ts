import Papa from 'papaparse';
import type { CsvCell, CsvWriter } from '../../ports/csv-writer.ts';

/** What a spreadsheet may take for the beginning of a formula, also in full-width forms (OWASP, "CSV Injection"). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/** Writes CSV with papaparse. */
export class PapaCsvWriter implements CsvWriter {
  lines(rows: readonly (readonly CsvCell[])[]): string {
    if (rows.length === 0) return '';
    const cells = rows.map((row) => [...row]);
    return `${Papa.unparse(cells, { newline: '\r\n', escapeFormulae: FORMULA_START })}\r\n`;
  }
}
