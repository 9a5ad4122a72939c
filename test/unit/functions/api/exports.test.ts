import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plusMs } from '../../../../shared/domain/time.ts';
import { users } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { planItems, runs } from '../../../../shared/records/runs.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { type WriteDeps, writeExport } from '../../../../shared/use-cases/exports/write-export.ts';
import { PapaCsvWriter } from '../../../../shared/adapters/csv/papa-csv-writer.ts';
import { MemoryExportQueue } from '../../../../shared/adapters/memory/memory-export-queue.ts';
import { MemoryMultipartStore } from '../../../../shared/adapters/memory/memory-multipart-store.ts';
import { MemoryObjectStore } from '../../../../shared/adapters/memory/memory-object-store.ts';
import { DEPLOY, apiWorld } from '../../../support/api-world.ts';
import { IDS, sampleItem, sampleRun } from '../../../support/sample-run.ts';

type World = ReturnType<typeof apiWorld>;

const FIRST = '2026-01-05T09:00:00.000Z';
const RANGE = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

const addEvents = async ({ deps, store }: World, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) {
    const event = auditEvent(deps, DEPLOY, 'run.started', { note: `Note ${String(index)}` });
    await store.commit([], { ...event, at: plusMs(FIRST, index) });
  }
};

/** Works through the queue of exports as the deployed worker does. */
const work = async ({ deps }: World): Promise<void> => {
  const { exportQueue, objects } = deps;
  if (!(exportQueue instanceof MemoryExportQueue) || !(objects instanceof MemoryObjectStore))
    throw new TypeError('the world has no twins');
  const storeFor = () => deps.store;
  const uploads = new MemoryMultipartStore(objects);
  const worker: WriteDeps = { ...deps, csvWriter: new PapaCsvWriter(), storeFor, uploads };
  for (const message of exportQueue.waiting.splice(0)) await writeExport(worker, message);
};

const body = (value: Readonly<Record<string, unknown>>) => ({ json: value });
const exportSchema = z.looseObject({ exportId: z.string() });

describe('an export of audit events', () => {
  it('of few rows is the file itself', async () => {
    const world = apiWorld();
    await addEvents(world, 3);
    const { send } = await world.signIn('admin', 'read');
    const { status, headers, text } = await send(
      'POST',
      '/v1/audit-exports',
      body({ ...RANGE, format: 'ndjson' }),
    );
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="audit-events.ndjson"',
    });
    expect(text.trimEnd().split('\n')).toHaveLength(3);
    const csv = await send('POST', '/v1/audit-exports', body({ ...RANGE, format: 'csv' }));
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')).toHaveLength(5);
  });

  it('of many rows is a job, which only the asker sees', async () => {
    const world = apiWorld();
    await addEvents(world, 1001);
    const { send, user } = await world.signIn('admin', 'read');
    const asked = await send('POST', '/v1/audit-exports', body({ ...RANGE, format: 'csv' }));
    const { exportId } = exportSchema.parse(asked.json);
    const path = `/v1/exports/${exportId}`;
    expect(asked).toMatchObject({ status: 202, headers: { location: path }, json: { state: 'running' } });
    expect((await send('GET', path)).json).toMatchObject({ state: 'running', rows: 0, download: null });
    await work(world);
    const done = await send('GET', path);
    expect(done.json).toMatchObject({
      state: 'done',
      rows: 1001,
      format: 'csv',
      content: { filters: RANGE },
    });
    expect(done.json).not.toHaveProperty('ownerId');
    expect((await send('GET', '/v1/exports')).json['items']).toMatchObject([{ exportId, rows: 1001 }]);

    const other = await world.signIn('super-admin');
    const missing = `${exportId.slice(0, -1)}${exportId.endsWith('9') ? '8' : '9'}`;
    const [foreign, none] = [
      await other.send('GET', path),
      await other.send('GET', `/v1/exports/${missing}`),
    ];
    expect(foreign).toMatchObject({ status: 404, json: { code: 'not-found' } });
    expect(foreign.json['detail']).toBe(`There is no export ${exportId}.`);
    expect(none.json['detail']).toBe(`There is no export ${missing}.`);
    expect((await other.send('GET', '/v1/exports')).json['items']).toEqual([]);
    const requested = world.store.auditTrail().find(({ action }) => action === 'export.requested');
    expect(requested).toMatchObject({ actor: { userId: user.userId }, subjectId: exportId });
  });

  it('is looked at with the rights of this moment', async () => {
    const world = apiWorld();
    await addEvents(world, 1001);
    const { send, user } = await world.signIn('admin', 'read');
    const asked = await send('POST', '/v1/audit-exports', body({ ...RANGE, format: 'csv' }));
    const { exportId } = exportSchema.parse(asked.json);
    await work(world);
    expect((await send('GET', '/v1/exports')).status).toBe(200);
    const demoted = { ...user, role: 'basic-user', version: user.version + 1 } as const;
    const event = auditEvent(world.deps, DEPLOY, 'user.changed');
    await world.store.commit([put(users, demoted, { version: user.version })], event);
    expect(await send('GET', `/v1/exports/${exportId}`)).toMatchObject({
      status: 403,
      json: { detail: 'You do not hold the right audit.read.' },
    });
    expect((await send('GET', '/v1/exports')).json['items']).toEqual([]);
  });

  it.each([
    [{ from: RANGE.to, to: RANGE.from }, 'must not be after to'],
    [{ from: '2027-01-01T00:00:00Z' }, 'must not be in the future'],
  ])('and a list of %j are refused', async (range, rule) => {
    const world = apiWorld();
    const { send } = await world.signIn('admin');
    const query = new URLSearchParams(range).toString();
    const answers = [
      await send('POST', '/v1/audit-exports', body({ ...range, format: 'csv' })),
      await send('GET', `/v1/audit-events?${query}`),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 400, json: { violations: [{ field: 'from', rule }] } });
  });

  it.each([
    [{}, 'format'],
    [{ format: 'xlsx' }, 'format'],
    [{ format: 'csv', actor: 'ada@example.com' }, 'actor'],
    [{ format: 'csv', applicationId: 'zoom' }, 'applicationId'],
    [{ format: 'csv', limit: 5 }, 'limit'],
  ])('is refused with %j', async (sent, field) => {
    const { send } = await apiWorld().signIn('admin');
    const answer = await send('POST', '/v1/audit-exports', body(sent));
    expect(answer).toMatchObject({ status: 400, json: { violations: [{ field }] } });
  });

  it('finds what a program client did', async () => {
    const world = apiWorld();
    const client = { kind: 'client', clientId: 'cli_nightly-sync', tokenId: null } as const;
    const event = auditEvent(world.deps, { actor: client }, 'application.created');
    await world.store.commit([], event);
    await addEvents(world, 2);
    const { send } = await world.signIn('admin');
    const listed = await send('GET', '/v1/audit-events?actor=cli_nightly-sync');
    expect(listed.json['items']).toMatchObject([{ eventId: event.eventId, actor: client }]);
    const file = await send('POST', '/v1/audit-exports', body({ actor: 'cli_nightly-sync', format: 'csv' }));
    expect(file.text).toContain('application.created,client,cli_nightly-sync,');
  });
});

const runOf = async (items: number) => {
  const world = apiWorld();
  const run = sampleRun();
  const changes = [
    put(runs, run, 'absent'),
    ...Array.from({ length: items }, (_, index) =>
      put(planItems, sampleItem({ accountId: `acc_item-${String(index).padStart(6, '0')}` }), 'absent'),
    ),
  ];
  while (changes.length > 0)
    await world.store.commit(changes.splice(0, 90), auditEvent(world.deps, DEPLOY, 'run.started'));
  return { world, path: `/v1/runs/${IDS.run}`, ...(await world.signIn('basic-user', 'read')) };
};

describe('an export of a run', () => {
  it('of up to 1,000 items is the file itself, as is the list as CSV', async () => {
    const { send, path } = await runOf(1000);
    const file = await send('POST', `${path}/exports`, body({ format: 'csv' }));
    expect(file).toMatchObject({
      status: 200,
      headers: { 'content-disposition': 'attachment; filename="run-items.csv"' },
    });
    const list = await send('GET', `${path}/items.csv`);
    expect(list.text).toBe(file.text);
    expect(list.text.split('\r\n')).toHaveLength(1002);
  });

  it('of more is a job, and the list as CSV says so', async () => {
    const { world, send, path } = await runOf(1001);
    const list = await send('GET', `${path}/items.csv`);
    expect(list).toMatchObject({ status: 409, json: { code: 'too-many-rows' } });
    expect(list.json['detail']).toContain('POST /v1/runs/{runId}/exports');
    const asked = await send('POST', `${path}/exports`, body({ format: 'ndjson' }));
    expect(asked.status).toBe(202);
    await work(world);
    const { exportId } = exportSchema.parse(asked.json);
    expect((await send('GET', `/v1/exports/${exportId}`)).json).toMatchObject({
      state: 'done',
      rows: 1001,
      content: { kind: 'run-items', runId: IDS.run },
    });
  });

  it('takes the filters of the list', async () => {
    const { send, path } = await runOf(3);
    const kept = await send('POST', `${path}/exports`, body({ format: 'ndjson', state: 'kept' }));
    expect(kept).toMatchObject({ status: 200, text: '' });
    expect((await send('POST', `${path}/exports`, body({ format: 'csv', state: 'lost' }))).status).toBe(400);
  });

  it('is not there where the run is not', async () => {
    const { send, path } = await runOf(1);
    const answer = await send('POST', `${path.slice(0, -1)}x/exports`, body({ format: 'csv' }));
    expect(answer).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });
});
