import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { addExemptionOperation } from '../../../shared/contracts/api/exemption-operations.ts';
import { requestAuditExport } from '../../../shared/contracts/api/exports.ts';
import { erasePersonOperation, getPersonErasure } from '../../../shared/contracts/api/person-erasures.ts';
import { getPersonHistory } from '../../../shared/contracts/api/person-history.ts';
import { listPeopleOperation } from '../../../shared/contracts/api/person-operations.ts';
import { ask, asAdmin, every, refusal, request, until } from '../../support/integration/api.ts';
import { dump } from '../../support/integration/aws.ts';
import { addressOf } from '../../support/integration/company.ts';
import { startRun, suggestingWorkflow, untilEnded } from '../../support/integration/runs.ts';
import { connect } from '../../support/integration/world.ts';

const email = addressOf('person-gone', 'unused');
const NAME = 'Zephyrina Quuxworth';
const forms = [email, NAME, 'Quuxworth', Buffer.from(email).toString('base64')].map((text) =>
  text.toLowerCase(),
);

/** Every object of every bucket of the deployment, as text. */
const objects = async (): Promise<string[]> => {
  const client = new S3Client({ ...emulatorClient(inject('endpoints').awsEndpoint), forcePathStyle: true });
  const texts: string[] = [];
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1000 }));
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      texts.push(`${String(Bucket)}/${String(Key)} ${(await Body?.transformToString('latin1')) ?? ''}`);
    }
  }
  client.destroy();
  return texts;
};

/** Where the person stands, by the first word of each row and the place of each object. */
const traces = async (): Promise<string[]> =>
  [...(await dump('directory', 'runs', 'activity', 'audit')), ...(await objects())]
    .filter((text) => forms.some((form) => text.replaceAll('\0', '').toLowerCase().includes(form)))
    .map((text) => /"__edb_e__":"([^"]+)"/.exec(text)?.[1] ?? text.slice(0, 100));

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
  let ended: { readonly state: string; readonly erased: number; readonly pass: number };

  beforeAll(async () => {
    const { workflowId } = await suggestingWorkflow(await connect('person-gone'));
    await untilEnded(await startRun(workflowId));
    await ask(addExemptionOperation, {
      body: {
        scope: 'global',
        subject: { kind: 'email', email },
        reason: `${NAME} is on call`,
        expiresAt: null,
      },
    });
    const payment = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };
    await post('/v1/spend', { items: [{ ...payment, email, description: `Seat of ${email}` }] });
    await post('/v1/sightings', { sightings: [{ email, app: 'Miro', date: '2026-03-01', source: 'proxy' }] });
    const signIn = { time: '2026-03-01T09:00:00Z', email, app: 'Board', provider: 'Entra ID', success: true };
    await post('/v1/sign-ins', { signIns: [signIn] });
    await post('/v1/imports?kind=exemptions', `email\r\n${email}\r\n`, 'text/csv');
    const [person] = await every(listPeopleOperation, {}, { address: email });
    personId = person?.personId ?? '';
    before = new Set(await traces());
    await ask(erasePersonOperation, {
      params: { personId },
      body: { address: email, reason: 'Asked for it.' },
    });
    ended = await until(
      'the end of the erasure',
      50,
      () => ask(getPersonErasure, { params: { personId } }),
      ({ state }) => state === 'done',
    );
  });

  it('stood in tables and files', () => {
    for (const kind of ['person', 'chart-address', 'account', 'exempt-entry', 'spend-item', 'audit-event'])
      expect(before).toContain(kind);
    expect([...before].some((place) => place.includes('/landed/'))).toBe(true);
  });

  it('is in no table and no bucket any more', async () => {
    expect(ended.pass).toBeGreaterThan(1);
    expect(await traces()).toEqual([]);
  });

  it('is known by an id, by which decisions are found still', async () => {
    expect(
      await refusal(erasePersonOperation, {
        params: { personId },
        body: { address: email, reason: 'Twice' },
      }),
    ).toMatchObject({ status: 400 });
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
