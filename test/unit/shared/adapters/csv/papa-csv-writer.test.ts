import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PapaCsvReader } from '../../../../../shared/adapters/csv/papa-csv-reader.ts';
import { PapaCsvWriter } from '../../../../../shared/adapters/csv/papa-csv-writer.ts';

const writer = new PapaCsvWriter();

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.slice(start, start + size);
  }
}

const read = async (text: string, size: number): Promise<(readonly string[])[]> => {
  const records: (readonly string[])[] = [];
  const bytes = new TextEncoder().encode(text);
  for await (const some of new PapaCsvReader().read(pieces(bytes, size)))
    records.push(...some.map(({ cells }) => cells));
  return records;
};

const cell = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replaceAll('\0', '').replaceAll('\ufeff', ''));
const asRead = (text: string): string =>
  `${/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? "'" : ''}${text.replaceAll(/\r\n?/g, '\n')}`;

describe('PapaCsvWriter', () => {
  it('writes what the reader reads, formulas aside, in one piece or several', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 20 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, cut, size) => {
          const text = [[['first', 'second']], rows.slice(0, cut), rows.slice(cut)]
            .map((some) => writer.lines(some))
            .join('');
          const back = await read(text, size);
          const kept = rows.filter((row) => row.some((value) => asRead(value).trim() !== ''));
          expect(back.slice(1)).toEqual(kept.map((row) => row.map(asRead)));
        },
      ),
    );
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '\nx',
    '=1\n2',
    '=cmd|"/c calc"!A0',
    '＝1+1',
    '－1',
  ])('disarms %j', (text) => {
    expect(
      writer
        .lines([[text]])
        .replace(/^"/, '')
        .startsWith("'"),
    ).toBe(true);
  });

  it('leaves numbers and empty cells alone', () => {
    expect(
      writer.lines([
        ['n', 'none'],
        [-5, null],
      ]),
    ).toBe('n,none\r\n-5,\r\n');
  });

  it('writes nothing for no rows', () => {
    expect(writer.lines([])).toBe('');
  });
});
