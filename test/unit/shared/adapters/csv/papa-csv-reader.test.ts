import { describe, expect, it } from 'vitest';
import { PapaCsvReader } from '../../../../../shared/adapters/csv/papa-csv-reader.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.slice(start, start + size);
  }
}

const read = async (content: string | Uint8Array, size = 7) => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const records: { line: number; cells: readonly string[] }[] = [];
  for await (const some of new PapaCsvReader().read(pieces(bytes, size))) records.push(...some);
  return records;
};

const utf16 = (text: string, big: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return Uint8Array.from(big ? bytes.swap16() : bytes);
};

const TABLE = [
  { line: 1, cells: ['email', 'name'] },
  { line: 2, cells: ['ada@example.com', 'Löwe, "Ada"\n𝒜'] },
];
const asText = (delimiter: string, end: string): string =>
  `email${delimiter}name${end}ada@example.com${delimiter}"Löwe, ""Ada""\n𝒜"${end}`;

describe('reading CSV', () => {
  it.each([
    ['UTF-8', asText(',', '\n')],
    ['UTF-8 with its mark', `\ufeff${asText(',', '\n')}`],
    ['CRLF', asText(',', '\r\n')],
    ['CR alone', asText(',', '\r')],
    ['semicolons', asText(';', '\r\n')],
    ['tabs', asText('\t', '\n')],
    ['no end of the last line', asText(',', '\n').trimEnd()],
  ])('reads %s, however the bytes are cut', async (_, text) => {
    for (const size of [1, 2, 3, 1000]) expect(await read(text, size)).toEqual(TABLE);
  });

  it.each([
    ['little endian', false],
    ['big endian', true],
  ])('reads UTF-16 %s by its mark', async (_, big) => {
    for (const size of [1, 3, 1000]) expect(await read(utf16(asText(';', '\r\n'), big), size)).toEqual(TABLE);
  });

  it('counts blank lines and leaves them out', async () => {
    expect(await read('\n\nemail;x\n;\na;b\n')).toEqual([
      { line: 3, cells: ['email', 'x'] },
      { line: 5, cells: ['a', 'b'] },
    ]);
  });

  it.each([
    ['a quote that never closes', 'a,b\nc,"d\ne,f\n', 'Line 2: a quoted field'],
    ['a quote inside of a quoted field', 'a,b\nc,d\n"e"f",g\n', 'Line 3: a quoted field'],
    [
      'a field that is too long',
      `a,b\nc,${'d'.repeat(32_768)}\n`,
      'Line 2, column 2: this field has more than',
    ],
    [
      'a field of a megabyte',
      `a,b\nc,d\n${'e'.repeat(1_048_576)},f\n`,
      'Line 3, column 1: this field has more',
    ],
    ['a row that does not end', `a,b\nc,"${'x\n'.repeat(600_000)}`, 'Line 2, column 2: this field has more'],
    [
      'a row of too many fields',
      `a,b\n${'c,'.repeat(600_000)}`,
      'Line 2: this row does not end within 1000000',
    ],
    ['a NUL', 'a,b\nc,d\ne,f\0g\n', 'Line 3, column 2: this field holds what is not text'],
    ['UTF-16 without its mark', Buffer.from('a,b\nc,d\n', 'utf16le'), 'Line 1, column 1: this field holds'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from('a,b\nc,d\ne,ü'), Uint8Array.from([0xe4, 0x62, 0x0a])]),
      'Line 3, column 2: this field holds what is not text in UTF-8 or UTF-16',
    ],
    ['a cut character at the end', Uint8Array.from([0x61, 0x2c, 0xc3]), 'Line 1, column 2: this field holds'],
    ['a spreadsheet', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'not text in UTF-8 or UTF-16'],
  ])('refuses %s', async (_, content, message) => {
    await expect(read(content, 60_000)).rejects.toThrow(message);
  });

  it('keeps the sign that another system put for what it could not read', async () => {
    expect(await read('a\nM\uFFFDller\n')).toMatchObject([{}, { cells: ['M\uFFFDller'] }]);
  });

  it('reads nothing from nothing', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\ufeff')).toEqual([]);
  });

  it('keeps no more than a row in memory: a long file comes out as it is read', async () => {
    const row = new TextEncoder().encode('a,b,c\n'.repeat(10_000));
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 1;
        await Promise.resolve();
        yield row;
      }
    }
    for await (const some of new PapaCsvReader().read(endless()))
      if (some.some(({ line }) => line === 100_000)) break;
    expect(given).toBeLessThanOrEqual(11);
  });
});
