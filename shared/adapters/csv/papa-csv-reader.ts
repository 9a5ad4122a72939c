import Papa from 'papaparse';
import * as z from 'zod';
import { ValidationError } from '../../errors.ts';
import type { CsvReader, CsvRecord } from '../../ports/csv-reader.ts';
import { NO_TEXT, decodeText } from './decode-text.ts';

/** Characters of one cell: about what a spreadsheet holds (32,767 in Excel), and far beyond any of our fields. */
const MAX_CELL_CHARACTERS = 32_767;

/** Characters that may pass before a record ends; a record of 1,000 of our longest fields has half as many. */
const MAX_RECORD_CHARACTERS = 1_000_000;

const DELIMITERS = [',', ';', '\t'] as const;

/** What papaparse makes of a text. */
interface Parsed {
  readonly data: readonly (readonly string[])[];
  /** `row` counts the records of the text from 0. */
  readonly errors: readonly { readonly row: number }[];
  /** Where the first record begins that is not among them. */
  readonly meta: { readonly cursor: number };
}

/** Its types say nothing of what this one gives. */
const parsedSchema = z.custom<Parsed>((value) => typeof value === 'object' && value !== null);

/** The records of a text; without the last one where that may go on in a text that follows. */
const recordsOf = (text: string, delimiter: string, isEnd: boolean): Parsed =>
  parsedSchema.parse(new Papa.Parser({ delimiter, newline: '\n' }).parse(text, 0, !isEnd));

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** The delimiter that makes most cells of the first record; a comma where none makes two. */
const delimiterOf = (text: string): string => {
  const cellsBy = (delimiter: string): number => {
    let count = 0;
    Papa.parse<string[]>(text, {
      delimiter,
      newline: '\n',
      step: ({ data }, parser) => {
        if (isBlank(data)) return;
        count = data.length;
        parser.abort();
      },
    });
    return count;
  };
  return DELIMITERS.reduce((best, next) => (cellsBy(next) > cellsBy(best) ? next : best));
};

/** The cells of a record that has not ended. */
const cellsSoFar = (text: string, delimiter: string | null): readonly string[] =>
  recordsOf(text, delimiter ?? delimiterOf(text), true).data.at(-1) ?? [];

/** What is wrong with a record, by its line and, where it is one cell, by its column from 1; null where nothing is. */
const faultIn = (cells: readonly string[], isFaulty: boolean, line: number): ValidationError | null => {
  const at = (wanted: (cell: string) => boolean): string | null => {
    const index = cells.findIndex(wanted);
    return index < 0 ? null : `Line ${line}, column ${index + 1}`;
  };
  const noText = at((cell) => cell.includes(NO_TEXT));
  if (noText !== null)
    return new ValidationError(
      `${noText}: this field holds what is not text in UTF-8 or UTF-16. Save the file as "CSV UTF-8".`,
    );
  const long = at((cell) => cell.length > MAX_CELL_CHARACTERS);
  if (long !== null)
    return new ValidationError(
      `${long}: this field has more than ${MAX_CELL_CHARACTERS} characters. A quote may not be closed.`,
    );
  return isFaulty
    ? new ValidationError(
        `Line ${line}: a quoted field does not end where a quote closes it. Double the quotes inside of it.`,
      )
    : null;
};

/** Records up to the first that can't be read, and what is wrong with that one. */
interface Taken {
  readonly records: readonly CsvRecord[];
  readonly fault: ValidationError | null;
}

const isLong = (cells: readonly string[]): boolean => cells.some((cell) => cell.length > MAX_CELL_CHARACTERS);

const take = ({ data, errors }: Parsed, isText: boolean, linesBefore: number): Taken => {
  const records: CsvRecord[] = [];
  const faulty = new Set(errors.map(({ row }) => row));
  let line = linesBefore;
  for (const cells of data) {
    line += 1;
    const isFaulty = faulty.has(line - linesBefore - 1);
    // Nearly every record passes here.
    if (isFaulty || !isText || isLong(cells)) {
      const fault = faultIn(cells, isFaulty, line);
      if (fault !== null) return { records, fault };
    }
    if (!isBlank(cells)) records.push({ line, cells });
  }
  return { records, fault: null };
};

function* given({ records, fault }: Taken): Generator<readonly CsvRecord[]> {
  if (records.length > 0) yield records;
  if (fault !== null) throw fault;
}

/** Reads CSV with papaparse, a stretch of text at a time: a record that is not whole yet waits for the next one. */
export class PapaCsvReader implements CsvReader {
  async *read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRecord[]> {
    let delimiter: string | null = null;
    let rest = '';
    let line = 0;
    for await (const text of decodeText(bytes)) {
      rest += text;
      // The first record must be whole before its delimiters are counted.
      if (rest.trimStart().includes('\n')) {
        delimiter ??= delimiterOf(rest);
        const whole = recordsOf(rest, delimiter, false);
        yield* given(take(whole, !rest.includes(NO_TEXT), line));
        line += whole.data.length;
        rest = rest.slice(whole.meta.cursor);
      }
      if (rest.length > MAX_RECORD_CHARACTERS) {
        const tooLong = `Line ${line + 1}: this row does not end within ${MAX_RECORD_CHARACTERS} characters.`;
        const cells = cellsSoFar(rest, delimiter);
        throw faultIn(cells, false, line + 1) ?? new ValidationError(tooLong);
      }
    }
    if (rest === '') return;
    const last = recordsOf(rest, delimiter ?? delimiterOf(rest), true);
    yield* given(take(last, !rest.includes(NO_TEXT), line));
  }
}
