import type { CsvCell } from '../../ports/csv-writer.ts';

/** One column of an export as CSV. */
export interface ExportColumn<Row> {
  readonly header: string;
  readonly value: (row: Row) => CsvCell;
}
