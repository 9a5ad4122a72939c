import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../../shared/domain/audit-event.ts';
import { readSegment } from '../../../../../shared/domain/audit-segment.ts';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { sealHeads } from '../../../../../shared/records/audit-seal.ts';
import { put } from '../../../../../shared/records/change.ts';
import { searchUnsealed } from '../../../../../shared/use-cases/audit-seal/search-unsealed.ts';
import { sealEvents } from '../../../../../shared/use-cases/audit-seal/seal-events.ts';
import { SealWorld } from '../../../../support/seal-world.ts';

const idsOf = (events: readonly AuditEvent[]): string[] => events.map(({ eventId }) => eventId);

/** The events of all segments, in order. */
const sealedIds = async (world: SealWorld): Promise<string[]> => {
  const ids: string[] = [];
  for await (const version of world.segments.versions()) {
    const read = readSegment(
      (text) => world.deps.secrets.sha256(text),
      (await world.segments.read(version)).text,
    );
    if (read.kind === 'sound') ids.push(...read.header.events);
  }
  return ids;
};

/** A store that dies when a head is to be moved. */
const dying = (store: RecordStore): RecordStore => ({
  get: (...args) => store.get(...args),
  getMany: (...args) => store.getMany(...args),
  page: (...args) => store.page(...args),
  commit: (...args) => store.commit(...args),
  writeMany: (...args) => store.writeMany(...args),
  write: () => Promise.reject(new Error('the worker died')),
});

describe('sealing', () => {
  it('puts each event into one segment, in order of time, and chains it to the one before', async () => {
    const world = new SealWorld();
    const events = await world.happen(5);
    await world.seal(events.slice(0, 2));
    await world.seal([...events.slice(2)].reverse());
    expect(await sealedIds(world)).toEqual(idsOf(events));
    expect((await world.verify()).findings).toEqual([]);
  });

  it('seals nothing twice that comes again, alone or among others', async () => {
    const world = new SealWorld();
    const events = await world.happen(4);
    expect(await world.seal(events.slice(0, 3))).toMatchObject({ events: 3, segments: 1 });
    expect(await world.seal(events.slice(0, 3))).toMatchObject({ events: 0, segments: 0 });
    expect(await world.seal([...events, ...events])).toMatchObject({ events: 1, segments: 1 });
    expect(await sealedIds(world)).toEqual(idsOf(events));
  });

  it('makes one chain where many workers seal overlapping events at once', async () => {
    const world = new SealWorld();
    const events = await world.happen(120);
    const parts = Array.from({ length: 12 }, (_, index) => events.slice(index * 8, index * 8 + 32));
    await Promise.all([...parts, ...parts].map((part) => world.seal(part)));
    const ids = await sealedIds(world);
    expect(ids.toSorted()).toEqual(idsOf(events).toSorted());
    expect((await world.verify()).findings).toEqual([]);
  });

  it('takes up the segment of a worker that died before it moved the head', async () => {
    const world = new SealWorld();
    const events = await world.happen(5);
    const lost = events.slice(0, 3).map((event) => ({ event, put: event.at }));
    await expect(sealEvents({ ...world.deps, store: dying(world.store) }, lost)).rejects.toThrow('died');
    await world.seal(events);
    expect(await sealedIds(world)).toEqual(idsOf(events));
    const { findings, segments } = await world.verify();
    expect({ findings, segments }).toEqual({ findings: [], segments: 2 });
  });

  it('goes past what a stranger wrote under the next number, and verification names it', async () => {
    const world = new SealWorld();
    const events = await world.sealedTrail(1, 2);
    world.segments.overwrite(2, 'not of ours\n');
    const later = await world.happen(2);
    expect(await world.seal(later)).toMatchObject({ events: 2, strangers: 1 });
    await world.seal(await world.happen(1));
    expect((await sealedIds(world)).slice(0, 4)).toEqual(idsOf([...events, ...later]));
    const { findings, segments } = await world.verify();
    expect({ segments, numbers: findings.map(({ segment }) => segment) }).toEqual({
      segments: 3,
      numbers: [2],
    });
  });

  it('finds the end of the chain again where somebody set the head back', async () => {
    const world = new SealWorld();
    await world.sealedTrail(1, 2);
    const [early] = (await world.store.page(sealHeads, {}, { limit: 1 })).records;
    const middle = await world.sealedTrail(3, 2);
    if (early === undefined) throw new Error('there is no head');
    await world.store.write([put(sealHeads, { ...early, version: 5 }, { version: 4 })]);
    await world.seal([...middle, ...(await world.happen(2))]);
    const { findings, events } = await world.verify();
    expect({ findings, events }).toEqual({ findings: [], events: 10 });
  });

  it('splits what spans more minutes than one transaction notes', async () => {
    const world = new SealWorld();
    const events: AuditEvent[] = [];
    for (let index = 0; index < 100; index += 1) {
      events.push(...(await world.happen(1)));
      world.surroundings.clock.advance(60_000);
    }
    expect(await world.seal(events)).toMatchObject({ events: 100, segments: 2 });
  });

  it('puts 1,000 events into a segment at most', async () => {
    const world = new SealWorld();
    expect(await world.seal(await world.happen(1001))).toMatchObject({ events: 1001, segments: 2 });
  });
});

describe('the search for unsealed events', () => {
  it('seals what the stream did not bring, once it is old enough, and reads on from there', async () => {
    const world = new SealWorld();
    const events = await world.happen(10);
    await world.seal(events.filter((_, index) => index % 3 === 0));
    expect(await searchUnsealed(world.deps)).toMatchObject({ sealed: 0, isDone: true });
    world.surroundings.clock.advance(16 * 60_000);
    expect(await searchUnsealed(world.deps)).toMatchObject({ sealed: 6, isDone: true });
    const { findings, late, events: sealed } = await world.verify();
    expect({ findings, late, sealed }).toEqual({ findings: [], late: 6, sealed: 10 });
    world.store.calls.page = 0;
    expect(await searchUnsealed(world.deps)).toMatchObject({ sealed: 0 });
    expect(world.store.calls.page).toBeLessThan(10);
  });

  it('goes over days, and over more events than one read takes', async () => {
    const world = new SealWorld();
    const days = [700, 1, 60];
    for (const count of days) {
      await world.happen(count);
      world.surroundings.clock.advance(86_400_000);
    }
    expect(await searchUnsealed(world.deps)).toMatchObject({ sealed: 761, isDone: true });
    expect((await world.verify()).findings).toEqual([]);
  });
});
