import { type Benchmark, assertSame, compare } from './comparison.ts';
import { ourCheck } from './csv/our-check.ts';
import { papaZodCheck } from './csv/papa-zod-check.ts';
import { drawPeopleFile } from './csv/people-file.ts';
import { takeTurns, timed } from './take-turns.ts';

const ROWS = 100_000;
const ROUNDS = 7;
const PEER = 'papaparse + zod';

const FIELDS = [
  'email',
  'firstName',
  'lastName',
  'managerEmail',
  'department',
  'title',
  'location',
  'startDate',
];

/** A row and what was found of it, as one text. */
const lineOf = (line: number, row: object | null): string => {
  const cells = new Map<string, unknown>(Object.entries(row ?? {}));
  return `${String(line)} ${row === null ? 'rejected' : JSON.stringify(FIELDS.map((field) => cells.get(field) ?? null))}`;
};

export const csvCheck: Benchmark = {
  name: `The check of a CSV against ${PEER}`,
  run: async () => {
    const file = drawPeopleFile(ROWS);
    const ours = await ourCheck(file);
    assertSame(
      'The checked rows',
      ours.map(({ line, verdict, row }) => lineOf(line, verdict === 'rejected' ? null : row)),
      PEER,
      papaZodCheck(file).map(({ line, row }) => lineOf(line, row)),
    );
    const medianMs = await takeTurns(
      { ours: timed(() => ourCheck(file)), peer: timed(() => papaZodCheck(file)) },
      ROUNDS,
    );
    return [
      compare({
        what: `check of a CSV of ${ROWS} rows and 8 columns, verdicts the same`,
        unit: 'rows/s of processor',
        ours: { name: 'Seatkeeper', value: (ROWS * 1000) / medianMs('ours') },
        peer: { name: `${PEER} + de-duplication`, value: (ROWS * 1000) / medianMs('peer') },
        aim: { kind: 'at-least', ratio: 0.8 },
      }),
    ];
  },
};
