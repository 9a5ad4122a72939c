import {
  EXPORT_MEDIA_TYPES,
  type ExportContent,
  type ExportFormat,
  exportFileName,
} from '../../domain/export.ts';
import type { CsvWriter } from '../../ports/csv-writer.ts';
import type { ExportRow, ExportSource } from './export-source.ts';
import { headText, rowsText } from './export-text.ts';

/** A whole export as one text, with the name to save it under. */
export interface ExportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** The file of rows that were all read. */
export const fileOf = (
  csv: CsvWriter,
  { kind, format }: { readonly kind: ExportContent['kind']; readonly format: ExportFormat },
  source: ExportSource,
  rows: readonly ExportRow[],
): ExportFile => ({
  fileName: exportFileName(kind, format),
  mediaType: EXPORT_MEDIA_TYPES[format],
  text: headText(csv, format, source) + rowsText(csv, format, rows),
});
