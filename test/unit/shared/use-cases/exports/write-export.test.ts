import { describe, expect, it } from 'vitest';
import { put, remove } from '../../../../../shared/records/change.ts';
import { exportProgress } from '../../../../../shared/records/exports.ts';
import { runs } from '../../../../../shared/records/runs.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import { getExport } from '../../../../../shared/use-cases/exports/read-exports.ts';
import { writeExport } from '../../../../../shared/use-cases/exports/write-export.ts';
import { CrashError } from '../../../../support/crashing-store.ts';
import { sampleRun } from '../../../../support/sample-run.ts';
import { exportWorld, viewer } from './export-world.ts';
import { Fuse, HIDDEN_MS, throughFuse } from './fuse.ts';

type World = ReturnType<typeof exportWorld>;

const events = (world: World, exportId: string) =>
  world.store.auditTrail().filter(({ subjectId }) => subjectId === exportId);

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
