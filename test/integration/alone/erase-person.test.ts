import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { addExemptionOperation } from '../../../shared/contracts/api/exemption-operations.ts';
import { requestAuditExport } from '../../../shared/contracts/api/exports.ts';
import { erasePersonOperation, getErasureOperation } from '../../../shared/contracts/api/erasures.ts';
import { getOrgChartOperation } from '../../../shared/contracts/api/import-operations.ts';
import { getPersonHistory } from '../../../shared/contracts/api/person-history.ts';
import { listPeopleOperation } from '../../../shared/contracts/api/person-operations.ts';
import { PATIENCE_SECONDS, ask, asAdmin, every, request, until } from '../../support/integration/api.ts';
import { isDatedBack, verifySealed } from '../../support/integration/audit-trail.ts';
import { dump } from '../../support/integration/aws.ts';
import { addressOf } from '../../support/integration/company.ts';
import { bringPeopleIn } from '../../support/integration/org-chart.ts';
import { untilCounted, untilPulled } from '../../support/integration/pulls.ts';
import { startRun, suggestingWorkflow, untilEnded } from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';

const TENANT = 'person-erased';
const email = addressOf(TENANT, 'unused');
/** Has an account at the vendor, and never stood in the org chart. */
const stranger = addressOf(TENANT, 'stranger');
const NAME = 'Zephyrina Quuxworth';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const forms = [email, NAME, 'Quuxworth', base64(email), stranger, base64(stranger)].map((text) =>
  text.toLowerCase(),
);

/** Every version of every object of every bucket of the deployment, as text. */
const objects = async (): Promise<string[]> => {
  const client = new S3Client({ ...emulatorClient(inject('endpoints').awsEndpoint), forcePathStyle: true });
  const texts: string[] = [];
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    let from: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | null = {};
    while (from !== null) {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket, ...from }),
      );
      for (const { Key, VersionId } of page.Versions ?? []) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
        texts.push(`${String(Bucket)}/${String(Key)} ${(await Body?.transformToString('latin1')) ?? ''}`);
      }
      from =
        page.IsTruncated === true
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : null;
    }
  }
  client.destroy();
  return texts;
};

const stored = async (): Promise<string[]> => [
  ...(await dump('directory', 'runs', 'activity', 'audit')),
  ...(await objects()),
];

/** Where they stand, by the first word of each row and the place of each object. */
const traces = (texts: readonly string[]): string[] =>
  texts
    .filter((text) => forms.some((form) => text.replaceAll('\0', '').toLowerCase().includes(form)))
    .map((text) => /"__edb_e__":"([^"]+)"/.exec(text)?.[1] ?? text.slice(0, 100));

/** Erases somebody, and waits for the end. */
const erase = async (address: string) => {
  const { erasureId } = await ask(erasePersonOperation, { body: { address, reason: 'Asked for it.' } });
  return until(
    'the end of the erasure',
    PATIENCE_SECONDS,
    () => ask(getErasureOperation, { params: { erasureId } }),
    ({ state }) => state === 'done',
  );
};

const post = async (path: string, body: unknown, type = 'application/json'): Promise<void> => {
  const { status, text } = await request(path, {
    method: 'POST',
    headers: { ...asAdmin(), 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (status >= 300) throw new Error(`${path}: ${String(status)} ${text}`);
};

describe('somebody who is erased', () => {
  let personId: string;
  let before: Set<string>;
  let counted: number;
  let ended: Awaited<ReturnType<typeof erase>>[];

  beforeAll(async () => {
    const world = await connect(TENANT);
    // What the first sync reads of them must not land after they are erased.
    await untilPulled(world);
    const { workflowId } = await suggestingWorkflow(world);
    await untilEnded(await startRun(workflowId));
    await untilCounted(world);
    await ask(addExemptionOperation, {
      body: {
        scope: 'global',
        subject: { kind: 'email', email },
        reason: `${NAME} is on call`,
        expiresAt: null,
      },
    });
    const payment = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };
    await post('/v1/spend', {
      items: [email, stranger].map((by) => ({ ...payment, email: by, description: `Seat of ${by}` })),
    });
    await post('/v1/sightings', { sightings: [{ email, app: 'Miro', date: '2026-03-01', source: 'proxy' }] });
    const signIn = { time: '2026-03-01T09:00:00Z', email, app: 'Board', provider: 'Entra ID', success: true };
    await post('/v1/sign-ins', { signIns: [signIn] });
    await post('/v1/imports?kind=exemptions', `email\r\n${email}\r\n`, 'text/csv');
    const [person] = await every(listPeopleOperation, {}, { address: email });
    personId = person?.personId ?? '';
    before = new Set(traces(await stored()));
    counted = (await ask(getOrgChartOperation)).people;
    ended = await Promise.all([erase(email), erase(stranger)]);
  });

  // As somebody new, like everybody else whom others look for.
  afterAll(() => bringPeopleIn(inject('endpoints'), inject('chartedAt')));

  it('stood in tables and files', () => {
    for (const kind of ['person', 'chart-address', 'account', 'exempt-entry', 'spend-item', 'audit-event'])
      expect(before).toContain(kind);
    expect([...before].some((place) => place.includes('/landed/'))).toBe(true);
  });

  it('is in no table and no bucket any more', async () => {
    expect(ended.map((erasure) => erasure.personId)).toEqual([personId, null]);
    for (const { pass, erased } of ended) expect(Math.min(pass - 1, erased)).toBeGreaterThan(0);
    const texts = await stored();
    expect(texts.some((text) => text.includes('/segments/'))).toBe(true);
    expect(traces(texts)).toEqual([]);
  });

  it('is counted in the org chart no more', async () => {
    expect((await ask(getOrgChartOperation)).people).toBe(counted - 1);
    expect(await every(listPeopleOperation, {}, { address: email })).toEqual([]);
  });

  it('leaves an audit trail that verifies, with everything sealed, and nothing of them in it', async () => {
    const { findings, tail, events } = await verifySealed(inject('endpoints'));
    expect(findings.filter((finding) => !isDatedBack(finding))).toEqual([]);
    expect([tail.events, events > 10]).toEqual([0, true]);
    expect(traces(await objects())).toEqual([]);
  });

  it('is known by an id, by which decisions are found still', async () => {
    const history = await every(getPersonHistory, { personId });
    expect(history.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['person.erased', 'exemption.added']),
    );
    expect(history.map(({ kind }) => kind)).toContain('verdict');
  });

  it('is exported to a SIEM as what was done', async () => {
    const { status, text } = await request(requestAuditExport.path, {
      method: 'POST',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ format: 'ocsf', personId, action: 'person.erased' }),
    });
    expect(status).toBe(200);
    expect(JSON.parse(text.trim())).toMatchObject({ class_uid: 3001, user: { uid: personId } });
  });
});
