import { describe, expect, it } from 'vitest';
import { UNRESTRICTED } from '../../../../../shared/domain/rights.ts';
import { getExport, listExports } from '../../../../../shared/use-cases/exports/read-exports.ts';
import { queryAuditEvents } from '../../../../../shared/use-cases/audit-query/query-audit-events.ts';
import { ALL, APP_A, APP_B, eventIds, exportWorld, viewer } from './export-world.ts';

type World = ReturnType<typeof exportWorld>;

const queried = async ({ deps }: World): Promise<string[]> => {
  if (ALL.kind !== 'audit-events') throw new Error('these are no audit events');
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const request = { limit: 2_000, after };
    const page: Awaited<ReturnType<typeof queryAuditEvents>> = await queryAuditEvents(
      deps,
      ALL.filters,
      request,
      UNRESTRICTED,
    );
    ids.push(...page.items.map(({ eventId }) => eventId));
    after = page.next;
  } while (after !== null);
  return ids;
};

const actions = ({ store }: World): string[] =>
  store
    .auditTrail()
    .map(({ action }) => action)
    .filter((action) => action.startsWith('export.'));

describe('an export of audit events', () => {
  it.each([0, 1, 1000])('of %i rows is answered at once', async (count) => {
    const world = exportWorld();
    await world.addEvents(count);
    const ndjson = await world.ask();
    const csv = await world.ask(ALL, 'csv');
    if (ndjson.kind !== 'file' || csv.kind !== 'file') throw new Error('it was made a job');
    expect(ndjson.file).toMatchObject({ fileName: 'audit-events.ndjson', mediaType: 'application/x-ndjson' });
    expect(count === 0 ? [] : eventIds(ndjson.file.text)).toEqual(await queried(world));
    const lines = csv.file.text.split('\r\n');
    expect(lines[0]).toBe(
      'at,action,actorKind,actorId,tokenId,from,applicationId,instanceId,runId,planHash,accountId,personId,subjectId,before,after,note,eventId',
    );
    expect(lines).toHaveLength(count + 2);
    expect(actions(world)).toEqual(['export.requested', 'export.requested']);
    expect(world.store.auditTrail().at(-1)?.after).toMatchObject({
      kind: 'audit-events',
      format: 'csv',
      rows: count,
    });
    expect(world.exportQueue.waiting).toEqual([]);
  });

  it.each([1001, 10_000])(
    'of %i rows is written by a job, all rows once and in order',
    async (count) => {
      const world = exportWorld();
      await world.addEvents(count, (index) => ({ note: `Note ${String(index)}`, applicationId: APP_A }));
      const exportId = await world.start();
      expect(await getExport(world.deps, viewer(), exportId)).toMatchObject({
        state: 'running',
        download: null,
      });
      expect(await world.work()).toBe(1);
      const text = (await world.download(exportId)) ?? '';
      expect(eventIds(text).join() === (await queried(world)).join()).toBe(true);
      expect(await getExport(world.deps, viewer(), exportId)).toMatchObject({
        state: 'done',
        rows: count,
        bytes: Buffer.byteLength(text),
        endedAt: world.clock.now(),
      });
      expect(actions(world)).toEqual(['export.requested', 'export.ended']);
      expect(world.uploads.open).toBe(0);
    },
    60_000,
  );

  it.each([1, 2, 3])(
    'goes on from call to call, each handed out %i times at once',
    async (times) => {
      const world = exportWorld(undefined, 11_000);
      await world.addEvents(7000, (index) => ({ note: `Note ${String(index)}` }));
      const exportId = await world.start(ALL, 'csv');
      expect(await world.work(times)).toBeGreaterThan(2);
      const lines = ((await world.download(exportId)) ?? '').trimEnd().split('\r\n');
      expect(lines[0]).toMatch(/^at,action/);
      expect(lines.slice(1).map((line) => line.split(',').at(-1))).toEqual(await queried(world));
      expect(actions(world)).toEqual(['export.requested', 'export.ended']);
      expect(world.uploads.open).toBe(0);
    },
    60_000,
  );

  it('says how far it is while it is written', async () => {
    const world = exportWorld(undefined, 11_000);
    await world.addEvents(6000);
    const exportId = await world.start();
    const [first] = world.exportQueue.waiting;
    if (first === undefined) throw new Error('there is no message');
    await world.work(1, { ...world.deps, exportQueue: { send: () => Promise.resolve() } });
    const { state, rows } = await getExport(world.deps, viewer(), exportId);
    expect(state).toBe('running');
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(6000);
    const { items } = await listExports(world.deps, viewer(), { limit: 10, after: null });
    expect(items).toMatchObject([{ exportId, rows }]);
  });

  it('makes formulas harmless', async () => {
    const world = exportWorld();
    await world.addEvents(2, (index) => ({
      note: index === 0 ? '=HYPERLINK("http://x")' : '+1',
      before: { a: '@b' },
    }));
    const result = await world.ask(ALL, 'csv');
    if (result.kind !== 'file') throw new Error('it was made a job');
    expect(result.file.text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(result.file.text).toContain(`"'+1"`);
    expect(result.file.text).not.toMatch(/(^|,|\n)"?[=+@]/);
  });

  it('holds what the restriction reaches, and nothing else', async () => {
    const world = exportWorld();
    const apps = [APP_A, APP_B, null];
    await world.addEvents(3600, (index) => ({ applicationId: apps[index % 3] ?? null }));
    const exportId = await world.start(ALL, 'ndjson', { kind: 'only', applicationIds: [APP_A] });
    await world.work();
    const rows = ((await world.download(exportId)) ?? '').trimEnd().split('\n');
    expect(rows).toHaveLength(1200);
    expect(rows.filter((row) => !row.includes(APP_A))).toEqual([]);
    const none = await world.ask(ALL, 'ndjson', { kind: 'only', applicationIds: [] });
    expect(none).toMatchObject({ kind: 'file', file: { text: '' } });
  });

  it('names filters in its event, and an application only where the asker reaches it', async () => {
    const world = exportWorld();
    if (ALL.kind !== 'audit-events') throw new Error('these are no audit events');
    const content = { ...ALL, filters: { ...ALL.filters, applicationId: APP_A, actor: 'run' } };
    await world.ask(content);
    await world.ask(content, 'ndjson', { kind: 'only', applicationIds: [APP_B] });
    const [seen, hidden] = world.store.auditTrail();
    expect(seen).toMatchObject({ applicationId: APP_A, after: { actor: 'run', applicationId: APP_A } });
    expect(hidden?.applicationId).toBeNull();
  });
});
