import type { ExportFormat } from '../../domain/export.ts';
import type { CsvWriter } from '../../ports/csv-writer.ts';
import type { ExportRow, ExportSource } from './export-source.ts';

/** What stands before the rows: the header of a CSV. */
export const headText = (csv: CsvWriter, format: ExportFormat, { header }: ExportSource): string =>
  format === 'csv' ? csv.lines([header]) : '';

/** Rows as they stand in the file, each line ended. */
export const rowsText = (csv: CsvWriter, format: ExportFormat, rows: readonly ExportRow[]): string =>
  format === 'csv'
    ? csv.lines(rows.map(({ cells }) => cells))
    : rows.map(({ json }) => `${JSON.stringify(json)}\n`).join('');
