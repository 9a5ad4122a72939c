import { describe, expect, it } from 'vitest';
import { describeFinding } from '../../../../../shared/domain/audit-finding.ts';
import { sealEvents } from '../../../../../shared/use-cases/audit-seal/seal-events.ts';
import type { TrailRow } from '../../../../../shared/ports/trail-reader.ts';
import { SealWorld } from '../../../../support/seal-world.ts';

const APPLICATION = 'app_00000000-0000-7000-8000-00000000000a';
const PERSON = 'per_00000000-0000-7000-8000-00000000000a';

/** What is found, as kind, place and event. */
const told = async (world: SealWorld): Promise<string[]> =>
  (await world.verify()).findings.map(({ kind, place, eventId }) => [kind, place, eventId ?? '-'].join(' '));

/** Another document in a row, made of its text. */
const withText = (row: TrailRow, change: (text: string) => string): TrailRow => {
  const document: unknown = JSON.parse(change(JSON.stringify(row.document)));
  return { ...row, document };
};

const isRowOf = (eventId: string, { key }: TrailRow): boolean => key.sort.endsWith(`#${eventId}`);

const lines = (text: string): string[] => text.split('\n').slice(0, -1);
const joined = (parts: readonly (string | undefined)[]): string => `${parts.join('\n')}\n`;

/** A trail of three segments of four, and the seventh event, the third of the second one. */
const opened = async (hours = 0) => {
  const world = new SealWorld();
  const events = await world.sealedTrail(3, 4, { applicationId: APPLICATION, personId: PERSON });
  world.surroundings.clock.advance(hours * 3_600_000);
  const ids = events.map(({ eventId }) => eventId);
  return { world, events, ids, seventh: ids[6] ?? '', eighth: ids[7] ?? '' };
};

describe('a trail that nobody touched', () => {
  it('verifies, with what is not sealed yet told as the tail', async () => {
    const { world } = await opened();
    const [oldest] = await world.happen(2);
    const { findings, segments, events, head, tail } = await world.verify();
    expect(findings).toEqual([]);
    expect({ segments, events, number: head?.number }).toEqual({ segments: 3, events: 12, number: 3 });
    expect(tail).toEqual({ events: 2, oldest: oldest?.at });
  });

  it('verifies after the note and names in it are erased', async () => {
    const world = new SealWorld();
    await world.sealedTrail(1, 2, { note: 'Anna asked for it', after: { name: 'Anna', seats: 3 } });
    world.surroundings.clock.advance(7_200_000);
    world.trail.tamper((rows) =>
      rows.map((row) => withText(row, (text) => text.replaceAll(/Anna( asked for it)?/g, 'erased'))),
    );
    expect(await told(world)).toEqual([]);
  });
});

describe.each([0, 5])('verification of segments, %i hours later', (hours) => {
  it('names the event of which one byte was altered', async () => {
    const { world, seventh } = await opened(hours);
    const text = await world.text(2);
    world.replace(2, text.replace('"subjectId":"number-2"', '"subjectId":"number-7"'));
    expect(await told(world)).toEqual([`altered segment ${seventh}`]);
  });

  it('names the event whose hash was altered', async () => {
    const { world, seventh } = await opened(hours);
    const parts = lines(await world.text(2));
    parts[3] = `${'0'.repeat(64)}${parts[3]?.slice(64) ?? ''}`;
    world.replace(2, joined(parts));
    expect(await told(world)).toEqual([`altered segment ${seventh}`]);
  });

  it('names the middle event that was deleted', async () => {
    const { world, seventh } = await opened(hours);
    const parts = lines(await world.text(2));
    world.replace(2, joined(parts.filter((_, index) => index !== 3)));
    expect(await told(world)).toEqual([`removed segment ${seventh}`]);
  });

  it('names the event that was inserted', async () => {
    const { world } = await opened(hours);
    const parts = lines(await world.text(2));
    const forged = 'evt_00000000-0000-7000-8000-ffffffffffff';
    const line = parts[3]?.replaceAll(/evt_[\w-]+/g, forged);
    world.replace(2, joined([...parts.slice(0, 3), line, ...parts.slice(3)]));
    expect(await told(world)).toEqual([`inserted segment ${forged}`]);
  });

  it('names the two events that were swapped', async () => {
    const { world, seventh, eighth } = await opened(hours);
    const [header, first, second, third, fourth] = lines(await world.text(2));
    world.replace(2, joined([header, first, second, fourth, third]));
    const { findings } = await world.verify();
    expect(findings.map(({ kind, eventId, detail }) => [kind, eventId, detail])).toEqual([
      ['swapped', seventh, eighth],
    ]);
  });

  it('names the first event of a tail that was cut off', async () => {
    const { world, seventh } = await opened(hours);
    world.replace(2, joined(lines(await world.text(2)).slice(0, 3)));
    expect(await told(world)).toEqual([`cut segment ${seventh}`]);
  });

  it('names the header that was altered', async () => {
    const { world } = await opened(hours);
    world.replace(2, (await world.text(2)).replace('"form":1', '"form":2'));
    expect(await told(world)).toContain('altered segment -');
  });

  it('names every event of segments at the end that are gone', async () => {
    const { world, ids } = await opened(Math.max(1, hours));
    world.segments.remove(3);
    world.segments.remove(3);
    const gone = ids
      .slice(8)
      .flatMap((id) => [
        `unsealed event ${id}`,
        `inserted application-copy ${id}`,
        `inserted person-copy ${id}`,
      ]);
    const [first, ...rest] = await told(world);
    expect([first, ...rest.sort()]).toEqual(['cut chain -', ...gone.sort()]);
  });

  it('names a segment in the middle that is gone', async () => {
    const { world } = await opened(hours);
    world.segments.remove(2);
    const { findings } = await world.verify();
    expect(findings[0]).toMatchObject({ kind: 'removed', place: 'segment', segment: 2 });
  });

  it('names the event that a chain rewritten from the middle changes, by the versions that are locked', async () => {
    const { world, seventh } = await opened(hours);
    const chain = await world.rewritten(2, 3, (event) =>
      event.eventId === seventh ? { ...event, action: 'run.failed' } : event,
    );
    for (const { number, text } of chain) world.segments.overwrite(number, text);
    const { findings } = await world.verify();
    expect(findings[0]).toMatchObject({ kind: 'rewritten', segment: 2, position: 3, eventId: seventh });
    expect(describeFinding(findings[0] ?? expect.fail('nothing was found'))).toContain(seventh);
  });

  it('names it by the table where the lock was bypassed and the whole chain behind is consistent', async () => {
    const { world, seventh } = await opened(hours);
    const chain = await world.rewritten(2, 3, (event) =>
      event.eventId === seventh ? { ...event, action: 'run.failed' } : event,
    );
    for (const { number, text } of chain) world.replace(number, text);
    const found = await told(world);
    expect(found).toEqual(
      expect.arrayContaining([`altered event ${seventh}`, `altered person-copy ${seventh}`]),
    );
    expect(found).toContain('head chain -');
  });

  it('knows a chain that was rewritten everywhere by the end that somebody noted', async () => {
    const { world, seventh } = await opened(hours);
    const { head } = await world.verify();
    const change = (event: Parameters<Parameters<SealWorld['rewritten']>[2]>[0]) =>
      event.eventId === seventh ? { ...event, planHash: 'forged' } : event;
    const chain = await world.rewritten(2, 3, change);
    for (const { number, text } of chain) world.replace(number, text);
    const last = chain.at(-1)?.hash ?? '';
    world.trail.tamper((rows) =>
      rows.map((row) =>
        withText(row, (text) =>
          isRowOf(seventh, row)
            ? text.replace('"planHash":null', '"planHash":"forged"')
            : text.replace(head?.hash ?? '', last),
        ),
      ),
    );
    expect(await told(world)).toEqual([]);
    const { findings } = await world.verify(head === null ? [] : [head]);
    expect(findings.map(({ kind, segment }) => [kind, segment])).toEqual([['head', 3]]);
  });

  it('tells of a segment that is hidden, and goes on with it', async () => {
    const { world } = await opened(hours);
    world.segments.hide(2);
    const { findings, events } = await world.verify();
    expect(findings.map(({ kind, segment }) => [kind, segment])).toEqual([['hidden', 2]]);
    expect(events).toBe(12);
  });
});

describe.each([0, 5])('verification of the table, %i hours later', (hours) => {
  it('names the event whose row was altered', async () => {
    const { world, seventh } = await opened(hours);
    world.trail.tamper((rows) =>
      rows.map((row) =>
        row.collection === 'audit-event' && isRowOf(seventh, row)
          ? { ...row, document: { ...Object(row.document), action: 'run.failed' } }
          : row,
      ),
    );
    expect(await told(world)).toEqual([`altered event ${seventh}`]);
  });

  it('names the event whose row is no event any more', async () => {
    const { world, seventh } = await opened(hours);
    world.trail.tamper((rows) =>
      rows.map((row) =>
        row.collection === 'audit-event' && isRowOf(seventh, row) ? { ...row, document: {} } : row,
      ),
    );
    expect(await told(world)).toContain(`altered event ${seventh}`);
  });

  it('names the event whose row was deleted, and one whose copy was', async () => {
    const { world, seventh, eighth } = await opened(hours);
    world.trail.tamper((rows) =>
      rows.filter(
        (row) =>
          !(row.collection === 'audit-event' && isRowOf(seventh, row)) &&
          !(row.collection === 'application-event' && isRowOf(eighth, row)),
      ),
    );
    expect((await told(world)).sort()).toEqual([
      `removed application-copy ${eighth}`,
      `removed event ${seventh}`,
    ]);
  });

  it('names the event whose row stands under the key of another day', async () => {
    const { world, seventh } = await opened(hours);
    world.trail.tamper((rows) =>
      rows.map((row) =>
        row.collection === 'audit-event' && isRowOf(seventh, row)
          ? { ...row, key: { ...row.key, partition: 'audit#2019-01-01#0' } }
          : row,
      ),
    );
    expect(await told(world)).toContain(`misplaced event ${seventh}`);
  });
});

describe('an event that was put in later', () => {
  it('is named by its time where a sealer took it', async () => {
    const { world } = await opened();
    world.surroundings.clock.advance(3_600_000);
    const [event] = await world.happen(1);
    if (event === undefined) throw new Error('nothing happened');
    const forged = {
      ...event,
      eventId: 'evt_00000000-0000-7000-8000-ffffffffffff',
      at: '2026-03-02T09:00:30.000Z',
    };
    await world.store.commit([], forged);
    await world.seal([event]);
    await sealEvents(world.deps, [{ event: forged, put: world.surroundings.clock.now() }]);
    expect(await told(world)).toEqual([`misdated event ${forged.eventId}`]);
  });

  it('is named as unsealed where none did', async () => {
    const { world } = await opened();
    const [event] = await world.happen(1);
    world.surroundings.clock.advance(3_600_000);
    expect(await told(world)).toEqual([`unsealed event ${event?.eventId ?? ''}`]);
  });
});
