import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../../../shared/use-cases/imports/csv-rows.ts';
import {
  ORG_CHART_COLUMNS,
  orgChartRowOf,
} from '../../../../../shared/use-cases/imports/kinds/org-chart-columns.ts';

async function* recordsOf(rows: readonly (readonly string[])[]) {
  for (const [index, cells] of rows.entries()) {
    await Promise.resolve();
    yield [{ line: index + 1, cells }];
  }
}

const read = async (rows: readonly (readonly string[])[], maxRows = 10) => {
  const sent = [];
  for await (const some of csvRows(recordsOf(rows), ORG_CHART_COLUMNS, orgChartRowOf, maxRows))
    sent.push(...some);
  return sent;
};

describe('rows of a CSV', () => {
  it('finds columns in any order, case and spelling, and keeps further ones as custom fields', async () => {
    const header = [' JOB-TITLE ', 'Cost Center', 'E-Mail', 'manager_email', 'Aliases', 'FTE', ''];
    const [row] = await read([
      header,
      ['Lead', '4711', 'a@x.example ', 'b@x.example', 'c@x.example | d@x.example', '0,5', ''],
    ]);
    expect(row).toEqual({
      line: 2,
      fault: null,
      email: 'a@x.example',
      value: {
        title: 'Lead',
        email: 'a@x.example',
        managerEmail: 'b@x.example',
        emailAliases: ['c@x.example', 'd@x.example'],
        partTimeFactor: 0.5,
        custom: { 'Cost Center': '4711' },
      },
    });
  });

  it('says which rows have more or fewer cells, and forgives empty ones at the end', async () => {
    const rows = await read([
      ['email', 'title'],
      ['a@x.example'],
      ['b@x.example', 'x', 'y'],
      ['c@x.example', 'x', '', ' '],
    ]);
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'has 1 cells where the header has 2'],
      [3, 'has 3 cells where the header has 2'],
      [4, null],
    ]);
  });

  it.each([
    ['no column email', [['name'], ['x']], 'Line 1: the header has no column email'],
    [
      'a column twice',
      [
        ['email', 'E-Mail'],
        ['x', 'y'],
      ],
      'Line 1: the header names the column email twice',
    ],
    [
      'a further column twice',
      [
        ['email', 'Team', ' team'],
        ['x', 'y', 'z'],
      ],
      'names the column team twice',
    ],
    ['no header', [], 'The file is empty'],
    ['no rows', [['email']], 'a header and no rows'],
    ['too many rows', [['email'], ['a'], ['b'], ['c']], 'Line 4: the file has more than 2 rows'],
  ])('refuses %s', async (_, rows, message) => {
    await expect(read(rows, 2)).rejects.toThrow(message);
  });
});
