import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import {
  getExportOperation,
  listExportsOperation,
  requestAuditExport,
} from '../../shared/contracts/api/exports.ts';
import { auditEventSchema } from '../../shared/domain/audit-event.ts';
import { plusMs } from '../../shared/domain/time.ts';
import {
  PATIENCE_SECONDS,
  asAdmin,
  ask,
  every,
  refusal,
  request,
  until,
} from '../support/integration/api.ts';
import { storedRecords } from '../support/integration/aws.ts';
import { LONG_AGO } from '../support/integration/long-ago.ts';

const FIRST = '2019-03-04T23:50:00.000Z';
const RANGE = LONG_AGO;
const COUNT = 1_300;
const FEW = 40;

/** An id in the form of a UUIDv7, the same in every run. */
const idOf = (prefix: string, index: number): string =>
  `${prefix}_019a0000-0000-7000-8000-${createHash('sha256')
    .update(`${prefix}${String(index)}`)
    .digest('hex')
    .slice(0, 12)}`;

const person = (index: number) => idOf('per', index < FEW ? 0 : index);

const addEvents = async (): Promise<void> => {
  const store = storedRecords();
  const events = Array.from({ length: COUNT }, (_, index) =>
    auditEventSchema.parse({
      eventId: idOf('evt', index),
      at: plusMs(FIRST, index * 1_000),
      action: 'user.changed',
      actor: { kind: 'system', name: 'deploy' },
      from: null,
      ...{ applicationId: null, instanceId: null, runId: null, planHash: null, accountId: null },
      personId: person(index),
      ...{ subjectId: null, before: null, after: { index }, note: `=SUM(A${String(index)})` },
    }),
  );
  while (events.length > 0) await Promise.all(events.splice(0, 20).map((event) => store.commit([], event)));
};

const finished = async (exportId: string) =>
  until(
    'the export to be written',
    PATIENCE_SECONDS,
    () => ask(getExportOperation, { params: { exportId } }),
    ({ state }) => state !== 'running',
  );

const idsInLines = (ndjson: string): string[] =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => auditEventSchema.parse(JSON.parse(line)).eventId);

describe('an export of audit events', () => {
  let paged: string[] = [];
  beforeAll(async () => {
    await addEvents();
    paged = (await every(listAuditEvents, {}, RANGE)).map(({ eventId }) => eventId);
    expect(paged).toHaveLength(COUNT);
  });

  it.each(['ndjson', 'csv'] as const)(
    'beyond 1,000 rows is a file as %s, the same events in the same order as page by page',
    async (format) => {
      const { exportId, state } = await ask(requestAuditExport, { body: { ...RANGE, format } });
      expect(state).toBe('running');
      const done = await finished(exportId);
      expect(done).toMatchObject({ state: 'done', rows: COUNT, failure: null });
      const response = await fetch(done.download?.url ?? '');
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="audit-events.${format}"`,
      );
      const text = await response.text();
      expect(Buffer.byteLength(text)).toBe(done.bytes);
      if (format === 'ndjson') {
        expect(idsInLines(text)).toEqual(paged);
      } else {
        const lines = text.trimEnd().split('\r\n');
        expect(lines[0]).toMatch(/^at,action,actorKind,/);
        expect(lines.slice(1).map((line) => line.split(',').at(-1))).toEqual(paged);
        expect(text).not.toMatch(/,"?=SUM/);
      }
      const listed = await every(listExportsOperation, {});
      expect(listed.map((item) => item.exportId)).toContain(exportId);
    },
  );

  it('up to 1,000 rows is answered at once', async () => {
    const answer = await request('/v1/audit-exports', {
      method: 'POST',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...RANGE, personId: person(0), format: 'ndjson' }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-events.ndjson"');
    expect(idsInLines(answer.text)).toEqual(paged.slice(-FEW));
  });

  it('says where it is to be looked at', async () => {
    const answer = await request('/v1/audit-exports', {
      method: 'POST',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...RANGE, format: 'csv' }),
    });
    expect(answer.status).toBe(202);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^\/v1\/exports\/exp_/);
    expect((await fetch(`${inject('endpoints').origin}${location}`, { headers: asAdmin() })).status).toBe(
      200,
    );
    await finished(location.replace('/v1/exports/', ''));
  });

  it('is refused where the range ends before it begins', async () => {
    const body = { from: RANGE.to, to: RANGE.from, format: 'csv' };
    expect(await refusal(requestAuditExport, { body })).toMatchObject({
      status: 400,
      violations: [{ field: 'from' }],
    });
  });
});
