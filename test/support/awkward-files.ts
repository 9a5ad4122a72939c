/** A kind's example as a header and rows of cells. */
export interface Sample {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly required: readonly string[];
}

/** What becomes of a file: refused with this reason, or read, so many rows rejected at these lines with these reasons. */
export type Becomes =
  | { readonly refused: RegExp }
  | { readonly rows: number; readonly rejected: readonly (readonly [line: number, reason: RegExp])[] };

export interface AwkwardFile {
  readonly bytes: Uint8Array;
  readonly becomes: Becomes;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const cell = (text: string): string => (/[",;\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const joined = (rows: readonly (readonly string[])[], delimiter = ',', end = '\n'): string =>
  rows.map((row) => `${row.map(cell).join(delimiter)}${end}`).join('');

const MEGABYTE = 1_048_576;

/** `ada` with a Cyrillic `а` at both ends: looks the same, and is another address. */
const HOMOGRAPH = '\u0430d\u0430@example.com';

const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return Uint8Array.from(isBig ? bytes.swap16() : bytes);
};

/** Files of a kind as programs, spreadsheets and people make them, made from the kind's example. */
export const awkwardFiles = ({ header, rows, required }: Sample): Readonly<Record<string, AwkwardFile>> => {
  const [first = [], ...others] = rows;
  const all = [header, ...rows];
  const read = (...rejected: readonly (readonly [number, RegExp])[]): Becomes => ({
    rows: rows.length,
    rejected,
  });
  const refused = (reason: RegExp): Becomes => ({ refused: reason });
  /** The example with a further column, which holds the same in each row. */
  const beside = (text: string): string =>
    joined([[...header, 'Remark'], ...rows.map((row) => [...row, text])]);
  /** The example, where the first row says something else in a column. */
  const instead = (name: string, text: string): string =>
    joined([header, first.map((old, index) => (header[index] === name ? text : old)), ...others]);
  const text = joined(all);
  const withEmail = header.includes('email')
    ? {
        'with an address that only looks like one': {
          bytes: encode(instead('email', HOMOGRAPH)),
          becomes: read([2, /^email: must be a mail address/]),
        },
        'with a formula for an address': {
          bytes: encode(instead('email', '=HYPERLINK("http://example.com")')),
          becomes: read([2, /^email: must be a mail address/]),
        },
        'with a mark of direction in an address': {
          bytes: encode(instead('email', '\u200Fada@example.com')),
          becomes: read([2, /^email: must be a mail address/]),
        },
        'that names the address twice, by another name': {
          bytes: encode(joined(all.map((row, index) => [...row, index === 0 ? 'E-Mail' : 'x@example.com']))),
          becomes: refused(/^Line 1: the header names the column email twice/),
        },
      }
    : {};
  return {
    'as it is': { bytes: encode(text), becomes: read() },
    'with a byte order mark': { bytes: encode(`\uFEFF${text}`), becomes: read() },
    'in UTF-16, little end first': { bytes: utf16(text, false), becomes: read() },
    'in UTF-16, big end first': { bytes: utf16(text, true), becomes: read() },
    'in UTF-16 without its mark': {
      bytes: Uint8Array.from(Buffer.from(text, 'utf16le')),
      becomes: refused(/^Line 1, column 1: this field holds what is not text in UTF-8 or UTF-16/),
    },
    'in an older encoding': {
      bytes: Uint8Array.from([
        ...encode(
          joined([
            [...header, 'Remark'],
            [...first, ''],
          ]).slice(0, -1),
        ),
        0xe4,
        0x0a,
      ]),
      becomes: refused(
        new RegExp(`^Line 2, column ${String(header.length + 1)}: this field holds what is not text`),
      ),
    },
    'with semicolons': { bytes: encode(joined(all, ';')), becomes: read() },
    'with tabs': { bytes: encode(joined(all, '\t')), becomes: read() },
    'with every line ended differently': {
      bytes: encode(all.map((row, at) => joined([row], ',', ['\r\n', '\n', '\r'][at % 3])).join('')),
      becomes: read(),
    },
    'in capitals and another order': {
      bytes: encode(
        joined(
          all.map((row, at) => (at === 0 ? row.map((name) => ` ${name.toUpperCase()} `) : row).toReversed()),
        ),
      ),
      becomes: read(),
    },
    'with every cell in quotes': {
      bytes: encode(all.map((row) => `${row.map((one) => `"${one}"`).join(',')}\r\n`).join('')),
      becomes: read(),
    },
    'with blank lines': { bytes: encode(`\n\n${text}\n,\n`), becomes: { rows: rows.length, rejected: [] } },
    'with lines and quotes inside of cells': {
      bytes: encode(beside('first\nsecond; "third",\r\nfourth')),
      becomes: read(),
    },
    'with formulas': { bytes: encode(beside('=cmd|calc!A1')), becomes: read() },
    'with names from right to left': { bytes: encode(beside('\u202Eليلى עברית\u202C')), becomes: read() },
    'without anything': { bytes: encode(''), becomes: refused(/^The file is empty/) },
    'of a byte order mark': { bytes: encode('\uFEFF'), becomes: refused(/^The file is empty/) },
    'of a header': {
      bytes: encode(joined([header])),
      becomes: refused(/^The file has a header and no rows/),
    },
    'of ragged rows': {
      bytes: encode(`${joined([[...header, 'Remark']])}${joined(rows)}`),
      becomes: read(...rows.map((_, at) => [at + 2, /^has \d+ cells where the header has \d+/] as const)),
    },
    'with a NUL': {
      bytes: encode(beside('a\0b')),
      becomes: refused(
        new RegExp(`^Line 2, column ${String(header.length + 1)}: this field holds what is not text`),
      ),
    },
    'with a cell of a megabyte': {
      bytes: encode(beside('x'.repeat(MEGABYTE))),
      becomes: refused(
        new RegExp(`^Line 2, column ${String(header.length + 1)}: this field has more than 32767 char`),
      ),
    },
    'with a cell of a megabyte of lines': {
      bytes: encode(beside('x\n'.repeat(MEGABYTE / 2))),
      becomes: refused(
        new RegExp(`^Line 2, column ${String(header.length + 1)}: this field has more than 32767 char`),
      ),
    },
    'with a quote that is not closed': {
      bytes: encode(`${text}"${first.join(',')}`),
      becomes: refused(new RegExp(`^Line ${String(rows.length + 2)}: a quoted field does not end`)),
    },
    'with a column twice': {
      bytes: encode(joined(all.map((row) => [...row, row[0] ?? '']))),
      becomes: refused(/^Line 1: the header names the column \S+ twice/),
    },
    'without a column that is needed': {
      bytes: encode(joined([header.map((name) => (name === required[0] ? 'Other' : name)), ...rows])),
      becomes: refused(/^Line 1: the header has no column/),
    },
    ...withEmail,
  };
};
