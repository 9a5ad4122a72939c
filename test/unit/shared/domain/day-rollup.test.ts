import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_NAMES,
  type UsedDay,
  addSummaries,
  atLeastDay,
  atLeastSummary,
  daySummarySchema,
  lineOf,
  rollUp,
  usedDaySchema,
} from '../../../../shared/domain/day-rollup.ts';

const at = (minute: number): string => `2026-03-01T09:${String(minute).padStart(2, '0')}:00.000Z`;
const line = (address: string, minute: number, name: string): string =>
  lineOf({ address, at: at(minute), name });

/** Lines of one address under so many names, the first of them used once, the next twice. */
const manyNames = (names: number): string[] =>
  Array.from({ length: names }, (_, index) =>
    Array.from({ length: 1 + (index % 3) }, (__, minute) =>
      line('ada@x.example', minute, `n${String(index)}`),
    ),
  ).flat();

describe('a rollup', () => {
  it('counts everybody together, and those who are asked for each alone', () => {
    const lines = [
      line('ada@x.example', 5, 'open'),
      line('ada@x.example', 3, 'open'),
      line('ada@x.example', 9, 'save'),
      line('bob@x.example', 1, 'open'),
    ];
    expect(rollUp(lines, new Set(['ada@x.example']))).toEqual({
      summary: {
        people: 2,
        events: 4,
        names: [
          { name: 'open', count: 3 },
          { name: 'save', count: 1 },
        ],
        otherEvents: 0,
      },
      days: [
        {
          address: 'ada@x.example',
          events: 3,
          names: [
            { name: 'open', count: 2 },
            { name: 'save', count: 1 },
          ],
          otherEvents: 0,
          firstAt: at(3),
          lastAt: at(9),
        },
      ],
    });
  });

  it('has an end however many names there are, and still counts every event', () => {
    const lines = manyNames(3 * MOST_NAMES);
    const { summary, days } = rollUp(lines, new Set(['ada@x.example']));
    expect(usedDaySchema.parse(days[0]).names).toHaveLength(MOST_NAMES);
    expect(daySummarySchema.parse(summary).names.every(({ count }) => count === 3)).toBe(true);
    expect(summary.events).toBe(lines.length);
    expect(summary.otherEvents).toBe(lines.length - 3 * MOST_NAMES);
  });

  it('takes a name like __proto__ for a name', () => {
    const { summary } = rollUp([line('ada@x.example', 1, '__proto__')], new Set());
    expect(summary.names).toEqual([{ name: '__proto__', count: 1 }]);
  });

  it('is added up over groups of different people', () => {
    const one = rollUp([line('ada@x.example', 1, 'open')], new Set()).summary;
    const other = rollUp(
      [line('bob@x.example', 1, 'open'), line('cy@x.example', 1, 'save')],
      new Set(),
    ).summary;
    expect(addSummaries([one, other])).toEqual(
      rollUp(
        [line('ada@x.example', 1, 'open'), line('bob@x.example', 1, 'open'), line('cy@x.example', 1, 'save')],
        new Set(),
      ).summary,
    );
  });
});

const anyDay = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 9 })), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 150,
    }),
    fc.integer({ min: 0, max: 59 }),
    fc.integer({ min: 0, max: 59 }),
  )
  .map(([names, a, b]): UsedDay => {
    const lines = names.flatMap(([name, count]) =>
      Array.from({ length: count }, (_, index) =>
        line('ada@x.example', (a + index * b) % 60, `n${String(name)}-${String(index)}`),
      ),
    );
    const [day] = rollUp(lines, new Set(['ada@x.example'])).days;
    if (day === undefined) throw new Error('There is no day.');
    return day;
  });

describe('two rollups of which nobody knows how much they overlap', () => {
  it('come to at least the larger, and to the same however often they are put together', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        const both = atLeastDay(a, b);
        expect(usedDaySchema.parse(both)).toEqual(both);
        expect(both.events).toBeGreaterThanOrEqual(Math.max(a.events, b.events));
        expect(both.events).toBeLessThanOrEqual(a.events + b.events);
        expect(atLeastDay(both, b)).toEqual(both);
        expect(atLeastDay(b, a)).toEqual(both);
        expect(atLeastDay(a, a)).toEqual(a);
      }),
    );
  });

  it('have at least as many people', () => {
    const counts = { events: 3, names: [], otherEvents: 3 };
    expect(atLeastSummary({ ...counts, people: 2 }, { ...counts, people: 1 })).toEqual({
      ...counts,
      people: 2,
    });
  });
});
