import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, lineTail } from '../../../../../shared/domain/day-rollup.ts';
import { hashOf, shardOf } from '../../../../../shared/domain/plan.ts';
import { dayOf } from '../../../../../shared/domain/time.ts';
import { EventLines } from '../../../../../shared/use-cases/imports/event-lines.ts';

const MOST = 400;

const moment = fc
  .tuple(
    fc.constantFrom('2026-03-01', '2026-03-02'),
    fc.constantFrom(0, 1, 999, 59_999, 3_600_000, 86_399_999),
  )
  .map(([day, ms]) => new Date(Date.parse(day) + ms).toISOString());
const someEvents = fc.array(
  fc.record({
    address: fc.constantFrom('a@x.example', 'b@x.example', "o'hara@x.example"),
    at: moment,
    name: fc.constantFrom('open', 'say "hi"', 'zeile\nzwei', 'öffnen'),
  }),
  { maxLength: MOST },
);

describe('events of a file as lines', () => {
  it('are what a set of their lines is for each group, in the order they came in', () => {
    fc.assert(
      fc.property(someEvents, fc.boolean(), (events, hashesMeet) => {
        const lines = new EventLines(MOST);
        const wanted = new Map<string, Set<string>>();
        for (const event of events) {
          const { address, at, name } = event;
          const group = `${dayOf(at)}/${String(shardOf(address))}`;
          const hash = hashesMeet ? 7 : hashOf(address);
          lines.add({ group, address, hash, at, tail: lineTail(name) });
          wanted.set(group, (wanted.get(group) ?? new Set()).add(lineOf(event)));
        }
        expect(lines.texts()).toEqual([...wanted].map(([group, set]) => [group, `${[...set].join('\n')}\n`]));
      }),
    );
  });

  it('hold as many different events as they are made for', () => {
    const lines = new EventLines(MOST);
    const tail = lineTail('open');
    for (let round = 0; round < 2; round += 1)
      for (let second = 0; second < MOST; second += 1) {
        const at = new Date(Date.UTC(2026, 2, 1) + second * 1_000).toISOString();
        lines.add({ group: 'one', address: 'a@x.example', hash: hashOf('a@x.example'), at, tail });
      }
    expect(lines.texts()[0]?.[1].split('\n')).toHaveLength(MOST + 1);
  });

  it('are JSON of address, moment and name', () => {
    const event = { address: "o'hara@x.example", at: '2026-03-01T09:30:00.123Z', name: 'say "hi"\n' };
    expect(JSON.parse(lineOf(event))).toEqual([event.address, event.at, event.name]);
  });
});
