import { beforeAll, describe, expect, it } from 'vitest';
import { CountingIds } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { getExport } from '../../../../../shared/use-cases/exports/read-exports.ts';
import { type WriteDeps, writeExport } from '../../../../../shared/use-cases/exports/write-export.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { eventIds, exportWorld, viewer } from './export-world.ts';
import { Fuse, HIDDEN_MS, throughFuse } from './fuse.ts';

type World = ReturnType<typeof exportWorld>;

/** Works as the queue does: what dies is handed out again when its message is visible. Whether anything died. */
const workThrough = async (world: World, dying: WriteDeps): Promise<boolean> => {
  let died = false;
  const { waiting } = world.exportQueue;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const message = next;
    try {
      await writeExport(dying, message);
    } catch (fault) {
      if (!(fault instanceof CrashError)) throw fault;
      died = true;
      world.clock.advance(HIDDEN_MS);
      waiting.push(message);
    }
  }
  return died;
};

describe('a worker that is killed', () => {
  const stores = { small: new MemoryRecordStore(), large: new MemoryRecordStore() };
  const ids = new CountingIds();
  const wanted = { small: new Array<string>(), large: new Array<string>() };

  beforeAll(async () => {
    // Small: two calls, of which the first leaves less than a part. Large: a part of 8 MiB and a rest, in one call.
    await exportWorld(stores.small, 0, ids).addEvents(2050);
    const long = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`field${String(index)}`, 'x'.repeat(490)]),
    );
    await exportWorld(stores.large, 0, ids).addEvents(2010, () => ({ after: long }));
    for (const size of ['small', 'large'] as const) {
      const world = exportWorld(stores[size], 0, ids);
      const exportId = await world.start();
      await world.work();
      wanted[size] = eventIds((await world.download(exportId)) ?? '');
    }
    expect(new Set(wanted.small).size).toBe(2050);
    expect(new Set(wanted.large).size).toBe(2010);
  });

  const look = async (size: 'small' | 'large', make: (world: World) => WriteDeps): Promise<boolean> => {
    const world = exportWorld(stores[size], size === 'small' ? 11_000 : 0, ids);
    const exportId = await world.start();
    const died = await workThrough(world, make(world));
    const text = (await world.download(exportId)) ?? '';
    const got = eventIds(text);
    // Thousands of ids make no readable difference.
    expect({ rows: got.length, inOrder: got.join() === wanted[size].join() }).toEqual({
      rows: wanted[size].length,
      inOrder: true,
    });
    const view = await getExport(world.deps, viewer(), exportId);
    expect(view).toMatchObject({ state: 'done', rows: wanted[size].length, bytes: Buffer.byteLength(text) });
    return died;
  };

  // To die before a call is to die after the one before it.
  it.each([
    ['small', 'calls', 15],
    ['large', 'writes', 5],
  ] as const)(
    'with a %s export after any of the %s of the tables loses and doubles no row',
    async (size, counted, least) => {
      let at = 1;
      const dying = ({ deps }: World): WriteDeps => {
        const store = new CrashingStore(deps.store, at, 'after', counted);
        return { ...deps, store, storeFor: () => store };
      };
      while (await look(size, dying)) at += 1;
      expect(at).toBeGreaterThan(least);
    },
    300_000,
  );

  it.each([
    ['small', 6],
    ['large', 4],
  ] as const)(
    'with a %s export after any call of bucket or queue loses and doubles no row',
    async (size, least) => {
      let at = 1;
      while (await look(size, ({ deps }) => ({ ...deps, ...throughFuse(deps, new Fuse(at)) }))) at += 1;
      expect(at).toBeGreaterThan(least);
    },
    300_000,
  );
});

/** A door that stays shut until it is opened; `reached` resolves when somebody stands before it. */
const gate = () => {
  const [reached, opened] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  const pass = async <T>(call: () => Promise<T>): Promise<T> => {
    reached.resolve(null);
    await opened.promise;
    return call();
  };
  const open = (): void => {
    opened.resolve(null);
  };
  return { reached: reached.promise, open, pass };
};

describe('a worker that was only thought dead', () => {
  it('stops when it comes back, and spoils nothing of the one that took over', async () => {
    const world = exportWorld();
    const long = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`field${String(index)}`, 'x'.repeat(490)]),
    );
    await world.addEvents(4100, () => ({ after: long }));
    const exportId = await world.start();
    const [message] = world.exportQueue.waiting;
    if (message === undefined) throw new Error('there is no message');
    const plain = throughFuse(world.deps, new Fuse(0));
    const [writing, completing] = [gate(), gate()];

    const { putPart } = plain.uploads;
    const slow = {
      ...plain.uploads,
      putPart: (...given: Parameters<typeof putPart>) => writing.pass(() => putPart(...given)),
    };
    const first = writeExport({ ...world.deps, uploads: slow }, message);
    await writing.reached;
    world.clock.advance(HIDDEN_MS);
    const { complete } = plain.uploads;
    const last = {
      ...plain.uploads,
      complete: (...given: Parameters<typeof complete>) => completing.pass(() => complete(...given)),
    };
    const second = writeExport({ ...world.deps, uploads: last }, message);
    await completing.reached;
    writing.open();
    expect(await first).toBe('elsewhere');
    completing.open();
    expect(await second).toBe('done');
    const ids = eventIds((await world.download(exportId)) ?? '');
    expect({ rows: ids.length, different: new Set(ids).size }).toEqual({ rows: 4100, different: 4100 });
    expect(
      world.store
        .auditTrail()
        .filter(({ subjectId }) => subjectId === exportId)
        .map(({ action }) => action),
    ).toEqual(['export.requested', 'export.ended']);
  });
});
