import type * as z from 'zod';
import type { importKindAnswerSchema } from '../../contracts/api/imports.ts';
import { type ImportKind, importKindSchema } from '../../domain/import.ts';
import type { CsvCell } from '../../ports/csv-writer.ts';
import type { ImportKindEntry, StreamedKindEntry } from './kinds/import-kind.ts';
import { IMPORT_KINDS, isRevertible } from './kinds/import-kinds.ts';
import { mostBytes } from './limited-bytes.ts';

type Description = z.input<typeof importKindAnswerSchema>;

const badRowsOf = (entry: ImportKindEntry | StreamedKindEntry): Description['badRows'] => {
  if (entry.picksLines) return 'left-out-in-the-review';
  return 'read' in entry || entry.bearsBadRows ? 'left-out-up-to-1-percent' : 'refuse-the-file';
};

const describe = (kind: ImportKind): Description => {
  const entry = IMPORT_KINDS[kind];
  const { required, names, keepsFurther } = entry.columns;
  return {
    kind,
    of: entry.of,
    maxRows: entry.maxRows,
    maxBytes: mostBytes(kind),
    badRows: badRowsOf(entry),
    revertible: isRevertible(kind),
    columns: Object.entries(names).map(([name, synonyms]) => ({
      name,
      required: required.includes(name),
      synonyms: [...synonyms],
    })),
    furtherColumns: keepsFurther ? 'kept' : 'passed-over',
    delimiters: [',', ';', 'tab'],
    encodings: ['UTF-8', 'UTF-8 with byte order mark', 'UTF-16 with byte order mark'],
  };
};

/** What can be imported, for whoever makes a file. */
export const describeKinds = (): Description[] => importKindSchema.options.map(describe);

/** An amount below zero is no formula, so it is written as the number it is. */
const cellOf = (text: string): CsvCell => (/^-\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** The example of a kind as rows of cells, its header first: a file that is taken as it is. */
export const sampleRows = (kind: ImportKind): CsvCell[][] => {
  const { sample } = IMPORT_KINDS[kind];
  const header = Object.keys(sample[0] ?? {});
  return [header, ...sample.map((row) => header.map((name) => cellOf(row[name] ?? '')))];
};
