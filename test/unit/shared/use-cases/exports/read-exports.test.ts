import { describe, expect, it } from 'vitest';
import { plus, plusMs } from '../../../../../shared/domain/time.ts';
import { getExport, listExports } from '../../../../../shared/use-cases/exports/read-exports.ts';
import { ALL, APP_A, APP_B, OTHER, exportWorld, viewer } from './export-world.ts';

const only = (...applicationIds: string[]) => ({ kind: 'only', applicationIds }) as const;
const PAGE = { limit: 50, after: null };

const doneExport = async (...asked: Parameters<ReturnType<typeof exportWorld>['start']>) => {
  const world = exportWorld();
  await world.addEvents(2002, (index) => ({ applicationId: index % 2 === 0 ? APP_A : APP_B }));
  const exportId = await world.start(...asked);
  await world.work();
  return { ...world, exportId };
};

describe('an export', () => {
  it('is seen by who asked for it alone', async () => {
    const { deps, exportId } = await doneExport();
    expect((await getExport(deps, viewer(), exportId)).state).toBe('done');
    const missing = `${exportId.slice(0, -1)}9`;
    const texts = [exportId, missing].map((id) =>
      getExport(deps, viewer(undefined, OTHER), id).catch((fault: unknown) =>
        String(fault).replace(id, 'it'),
      ),
    );
    const [foreign, none] = await Promise.all(texts);
    expect(foreign).toBe('NotFoundError: There is no export it.');
    expect(none).toBe(foreign);
    expect((await listExports(deps, viewer(undefined, OTHER), PAGE)).items).toEqual([]);
  });

  it.each([
    ['everything', undefined, only(APP_A, APP_B)],
    ['two applications', only(APP_A, APP_B), only(APP_A)],
    ['another application', only(APP_A, APP_B), only(APP_B, 'app_00000000-0000-7000-8000-00000000000c')],
  ])('of %s is refused once its owner no longer reaches it', async (_, asked, now) => {
    const { deps, exportId } = await doneExport(ALL, 'ndjson', asked);
    expect((await getExport(deps, viewer(asked), exportId)).download).not.toBeNull();
    await expect(getExport(deps, viewer(now), exportId)).rejects.toMatchObject({ code: 'out-of-reach' });
    expect((await listExports(deps, viewer(now), PAGE)).items).toEqual([]);
    expect((await listExports(deps, viewer(asked), PAGE)).items).toMatchObject([{ exportId }]);
  });

  it('of one application is given to who reaches that one', async () => {
    if (ALL.kind !== 'audit-events') throw new Error('these are no audit events');
    const world = exportWorld();
    await world.addEvents(1001, () => ({ applicationId: APP_A }));
    const exportId = await world.start({ ...ALL, filters: { ...ALL.filters, applicationId: APP_A } });
    await world.work();
    expect((await getExport(world.deps, viewer(only(APP_A)), exportId)).download).not.toBeNull();
    await expect(getExport(world.deps, viewer(only(APP_B)), exportId)).rejects.toMatchObject({
      code: 'out-of-reach',
    });
  });

  it('is refused once its owner may not read audit events any more', async () => {
    const { deps, exportId } = await doneExport();
    const reader = viewer();
    const rights = { ...reader.rights, permissions: new Set(['runs.read'] as const) };
    await expect(getExport(deps, { ...reader, rights }, exportId)).rejects.toMatchObject({
      name: 'ForbiddenError',
    });
    expect((await listExports(deps, { ...reader, rights }, PAGE)).items).toEqual([]);
  });

  it('has an address of 15 minutes, another one at every look, until it expires', async () => {
    const { deps, clock, objects, exportId } = await doneExport();
    const first = (await getExport(deps, viewer(), exportId)).download;
    expect(first?.expiresAt).toBe(plus(clock.now(), 'PT15M'));
    clock.advance(900_001);
    expect(await objects.download(first?.url ?? '')).toBeUndefined();
    const second = await getExport(deps, viewer(), exportId);
    expect(await objects.download(second.download?.url ?? '')).toBeDefined();
    clock.set(plusMs(second.expiresAt, -60_000));
    const last = await getExport(deps, viewer(), exportId);
    expect(last.download?.expiresAt).toBe(second.expiresAt);
    clock.set(second.expiresAt);
    expect(await getExport(deps, viewer(), exportId)).toMatchObject({ state: 'expired', download: null });
  });

  it('is listed with one’s others, newest first, page by page', async () => {
    const world = exportWorld();
    await world.addEvents(1001);
    const made = [await world.start(), await world.start(), await world.start()];
    const first = await listExports(world.deps, viewer(), { limit: 2, after: null });
    const second = await listExports(world.deps, viewer(), { limit: 2, after: first.next });
    expect([...first.items, ...second.items].map(({ exportId }) => exportId)).toEqual(made.toReversed());
    expect(second.next).toBeNull();
  });
});
