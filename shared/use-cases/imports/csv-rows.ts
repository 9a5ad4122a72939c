import { ValidationError } from '../../errors.ts';
import type { CsvRecord } from '../../ports/csv-reader.ts';
import type { Cells, CsvColumns, SentRow } from './sent-row.ts';

interface Column {
  readonly name: string;
  readonly known: boolean;
}

/** A header as compared: without case, spaces, hyphens, underscores and dots. */
const plain = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replace(/[\s_.-]+/g, '');

const columnsOf = ({ line, cells }: CsvRecord, columns: CsvColumns): Column[] => {
  const names = new Map(
    Object.entries(columns.names).flatMap(([name, synonyms]) =>
      [name, ...synonyms].map((text) => [plain(text), name] as const),
    ),
  );
  const found = cells.map((cell): Column => {
    const name = names.get(plain(cell));
    return name === undefined ? { name: cell.trim(), known: false } : { name, known: true };
  });
  const twice = found.find(
    ({ name, known }, index) =>
      name !== '' &&
      (known || columns.keepsFurther) &&
      found.findIndex((other) => other.known === known && plain(other.name) === plain(name)) < index,
  );
  if (twice !== undefined)
    throw new ValidationError(`Line ${line}: the header names the column ${twice.name} twice.`, [
      { field: twice.name, rule: 'must be named once in the header' },
    ]);
  for (const name of columns.required)
    if (!found.some((column) => column.known && column.name === name))
      throw new ValidationError(
        `Line ${line}: the header has no column ${name}. The first row must name the columns.`,
        [{ field: name, rule: 'must be a column of the header' }],
      );
  return found;
};

/** Drops empty cells at the end that the header has no column for: spreadsheets write them. */
const fitted = (cells: readonly string[], width: number): readonly string[] =>
  cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')
    ? cells.slice(0, width)
    : cells;

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Columns that are looked at, with where they stand. */
interface Wanted {
  readonly index: number;
  readonly name: string;
  readonly known: boolean;
}

const wantedOf = (header: readonly Column[], { keepsFurther }: CsvColumns): Wanted[] =>
  header.flatMap(({ name, known }, index) =>
    name !== '' && (known || keepsFurther) ? [{ index, name, known }] : [],
  );

/** Known columns have names of ours, which an object may have; what further ones are called is up to the file. */
const cellsOf = (wanted: readonly Wanted[], cells: readonly string[]): Cells => {
  const own: Record<string, string> = {};
  let further: Map<string, string> | null = null;
  for (const { index, name, known } of wanted) {
    const text = cells[index]?.trim() ?? '';
    if (text === '') continue;
    if (known) own[name] = text;
    else (further ??= new Map()).set(name, text);
  }
  return { known: own, further: further ?? NOTHING };
};

/** A header, and how the rows below it are read. */
interface Header {
  readonly width: number;
  readonly wanted: readonly Wanted[];
}

const sentRow = (
  record: CsvRecord,
  { width, wanted }: Header,
  fromCells: (cells: Cells) => unknown,
): SentRow => {
  const cells = fitted(record.cells, width);
  const read = cellsOf(wanted, cells);
  const email = read.known['email']?.slice(0, 320) ?? null;
  if (cells.length === width) return { line: record.line, value: fromCells(read), fault: null, email };
  const fault = `has ${record.cells.length} cells where the header has ${width}`;
  return { line: record.line, value: null, fault, email };
};

/**
 * The rows of a CSV below its header, whose columns stand in any order and case. A row with more or fewer cells than the header is
 * a fault of that row. Throws `ValidationError`, naming the line, for an empty file and a header that lacks or repeats a column.
 */
export async function* csvRows(
  batches: AsyncIterable<readonly CsvRecord[]>,
  columns: CsvColumns,
  fromCells: (cells: Cells) => unknown,
  maxRows: number,
): AsyncGenerator<SentRow[]> {
  let header: Header | null = null;
  let rows = 0;
  for await (const records of batches) {
    const sent: SentRow[] = [];
    for (const record of records) {
      if (header === null) {
        const found = columnsOf(record, columns);
        header = { width: found.length, wanted: wantedOf(found, columns) };
        continue;
      }
      rows += 1;
      if (rows > maxRows)
        throw new ValidationError(`Line ${record.line}: the file has more than ${maxRows} rows.`);
      sent.push(sentRow(record, header, fromCells));
    }
    if (sent.length > 0) yield sent;
  }
  if (header === null) throw new ValidationError('The file is empty: it has no header.');
  if (rows === 0) throw new ValidationError('The file has a header and no rows.');
}
