import { beforeAll, describe, expect, it } from 'vitest';
import { CountingIds } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { exportProgress } from '../../../../../shared/records/exports.ts';
import { runs } from '../../../../../shared/records/runs.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import { getExport } from '../../../../../shared/use-cases/exports/read-exports.ts';
import { type WriteDeps, writeExport } from '../../../../../shared/use-cases/exports/write-export.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { sampleRun } from '../../../../support/sample-run.ts';
import { eventIds, exportWorld, viewer } from './export-world.ts';

/** While a message is handled it is hidden from others for this long. */
const HIDDEN_MS = 120_000;

/** Counts calls over several ports, and dies just after the n-th. */
class Fuse {
  readonly #at: number;
  #calls = 0;

  constructor(at: number) {
    this.#at = at;
  }

  async pass<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    const result = await call();
    if (this.#calls === this.#at) throw new CrashError('after');
    return result;
  }
}

const throughFuse = ({ uploads, objects, exportQueue }: WriteDeps, fuse: Fuse) => ({
  uploads: {
    begin: (...given) => fuse.pass(() => uploads.begin(...given)),
    putPart: (...given) => fuse.pass(() => uploads.putPart(...given)),
    complete: (...given) => fuse.pass(() => uploads.complete(...given)),
    abort: (...given) => fuse.pass(() => uploads.abort(...given)),
  } satisfies WriteDeps['uploads'],
  objects: {
    get: (...given) => fuse.pass(() => objects.get(...given)),
    put: (...given) => fuse.pass(() => objects.put(...given)),
  } satisfies WriteDeps['objects'],
  exportQueue: {
    send: (...given) => fuse.pass(() => exportQueue.send(...given)),
  } satisfies WriteDeps['exportQueue'],
});

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
  }, 60_000);

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

const events = (world: World, exportId: string) =>
  world.store.auditTrail().filter(({ subjectId }) => subjectId === exportId);

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
    expect(events(world, exportId).map(({ action }) => action)).toEqual(['export.requested', 'export.ended']);
  });
});

describe('an export that can’t be written', () => {
  it('is failed after as many deaths as its message is handed out, and leaves no upload open', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start();
    const [message] = world.exportQueue.waiting;
    if (message === undefined) throw new Error('there is no message');
    const dying = {
      ...world.deps,
      uploads: {
        ...throughFuse(world.deps, new Fuse(0)).uploads,
        putPart: () => Promise.reject(new Error('no')),
      },
    };
    for (let handed = 1; handed <= 4; handed += 1) {
      await expect(writeExport(dying, message)).rejects.toThrow('no');
      expect(await writeExport(dying, message)).toBe('elsewhere');
      world.clock.advance(HIDDEN_MS);
    }
    expect(world.uploads.open).toBe(1);
    expect(await writeExport(dying, message)).toBe('failed');
    expect(world.uploads.open).toBe(0);
    expect(await getExport(world.deps, viewer(), exportId)).toMatchObject({
      state: 'failed',
      failure: 'faults',
      download: null,
    });
    expect(events(world, exportId).at(-1)).toMatchObject({
      action: 'export.ended',
      after: { state: 'failed', failure: 'faults' },
    });
  });

  it('is failed at once where its run is gone', async () => {
    const world = exportWorld(undefined, 6_000);
    const run = sampleRun();
    const event = () => auditEvent(world.deps, { actor: { kind: 'system', name: 'run' } }, 'run.started');
    await world.store.commit([put(runs, run, 'absent')], event());
    const exportId = await world.start({ kind: 'run-items', runId: run.runId, filters: {} });
    await world.store.commit([remove(runs, { runId: run.runId })], event());
    await world.work();
    expect(await getExport(world.deps, viewer(), exportId)).toMatchObject({
      state: 'failed',
      failure: 'not-found',
    });
  });

  it('is failed where its upload was thrown away', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start();
    await world.work(1, {
      ...world.deps,
      uploads: {
        ...throughFuse(world.deps, new Fuse(0)).uploads,
        complete: () => Promise.resolve('gone'),
      },
    });
    expect(await getExport(world.deps, viewer(), exportId)).toMatchObject({
      state: 'failed',
      failure: 'upload-gone',
    });
  });

  it('is failed where it took longer than it would live', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start();
    world.clock.advance(86_400_000);
    await world.work();
    expect(events(world, exportId).at(-1)?.after).toMatchObject({ failure: 'took-too-long' });
    expect((await getExport(world.deps, viewer(), exportId)).state).toBe('expired');
  });
});

describe('a worker', () => {
  it('throws away what it still has of a failed export', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start();
    const [message] = world.exportQueue.waiting;
    if (message === undefined) throw new Error('there is no message');
    // Dies after it has said that the export failed, before it could clean up.
    const uploads = throughFuse(world.deps, new Fuse(0)).uploads;
    const abort = () => Promise.reject(new CrashError('abort'));
    const complete = () => Promise.resolve('gone' as const);
    await expect(
      writeExport({ ...world.deps, uploads: { ...uploads, complete, abort } }, message),
    ).rejects.toThrow(CrashError);
    expect((await getExport(world.deps, viewer(), exportId)).state).toBe('failed');
    expect(world.uploads.open).toBe(1);
    expect(await writeExport(world.deps, message)).toBe('elsewhere');
    expect(world.uploads.open).toBe(0);
  });

  it('leaves alone what is not there or done', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start();
    const [message] = world.exportQueue.waiting;
    if (message === undefined) throw new Error('there is no message');
    expect(await writeExport(world.deps, { ...message, ownerId: 'usr_somebody-else' })).toBe('elsewhere');
    expect(await writeExport(world.deps, message)).toBe('done');
    const before = await world.store.get(exportProgress, { exportId });
    expect(await writeExport(world.deps, message)).toBe('elsewhere');
    expect(await world.store.get(exportProgress, { exportId })).toEqual(before);
  });
});

describe('an export whose message was never sent', () => {
  it('is handed to a worker when its owner looks at it, once in five minutes', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const exportId = await world.start();
    world.exportQueue.waiting.length = 0;
    await getExport(world.deps, viewer(), exportId);
    world.clock.advance(299_999);
    await getExport(world.deps, viewer(), exportId);
    expect(world.exportQueue.waiting).toEqual([]);
    world.clock.advance(1);
    await Promise.all(Array.from({ length: 3 }, () => getExport(world.deps, viewer(), exportId)));
    await getExport(world.deps, viewer(), exportId);
    expect(world.exportQueue.waiting).toHaveLength(1);
    await world.work();
    expect((await getExport(world.deps, viewer(), exportId)).state).toBe('done');
  });
});
