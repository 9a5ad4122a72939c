import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { commitImportOperation, importCsvOperation } from '../../shared/contracts/api/import-operations.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import {
  confirmSsoLinkOperation,
  declineSsoLinkOperation,
  listSignInsOperation,
  listSsoAppsOfInstanceOperation,
  listSsoAppsOperation,
  pushSignInsOperation,
} from '../../shared/contracts/api/sso-apps.ts';
import { dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import { PATIENCE_SECONDS, ask, every, refusal, until } from '../support/integration/api.ts';

/** An application that no other test calls anything like it. */
const APP = `Signboard ${randomUUID().slice(0, 8)}`;

let instanceId = '';
let otherId = '';

beforeAll(async () => {
  const make = async (name: string): Promise<string> => {
    const { applicationId } = await ask(createApplicationOperation, { body: { name } });
    const instance = { params: { applicationId }, body: { name: 'Main', vendor: 'custom' as const } };
    return (await ask(createInstanceOperation, instance)).instanceId;
  };
  instanceId = await make(APP);
  otherId = await make(randomUUID());
});

const objects = (): S3ObjectStore => {
  const { bucket, awsEndpoint } = inject('endpoints');
  return new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
};

/** Three days ago, for the whole test, whether midnight comes meanwhile or not. */
const FIRST = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 3 * 86_400_000;

/** So many sign-ins of 30 people, a minute apart, on the days before yesterday. */
const signIns = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ time: FIRST + (from + index) * 60_000, email: `p${String((from + index) % 30)}@signs.example.com` },
    ...{ app: APP, provider: 'Entra ID', success: true },
  }));

const csvOf = (some: ReturnType<typeof signIns>): Uint8Array =>
  new TextEncoder().encode(
    [
      'time,email,app,provider,success',
      ...some.map(({ time, email, app, provider, success }) =>
        [String(time), email, app.toUpperCase(), provider, String(success)].join(','),
      ),
    ].join('\n'),
  );

const push = (some: readonly (ReturnType<typeof signIns>[number] & { providerKind?: 'social' })[]) =>
  ask(pushSignInsOperation, { body: { signIns: [...some] } });

const appsCalled = async (label: string) =>
  (await every(listSsoAppsOperation, {})).filter((app) => app.label === label);

const counted = async (ssoAppId: string): Promise<number> =>
  (await every(listSignInsOperation, { ssoAppId })).reduce((sum, day) => sum + day.signIns, 0);

describe('sign-ins of any provider', () => {
  it('count once over requests side by side, a file and the drop folder, for the instance an admin confirms', async () => {
    const all = signIns(800);
    const failed = all.slice(0, 5).map((one) => ({ ...one, time: one.time + 1, success: false }));
    const social = all.slice(0, 5).map((one) => ({ ...one, providerKind: 'social' as const }));
    const answers = await Promise.all([
      push([...all.slice(0, 500), ...failed]),
      push([...all.slice(300), ...social]),
    ]);
    for (const { received, failed: without, new: fresh, known, waiting } of answers)
      expect(without + fresh + known + waiting).toBe(received);
    expect(answers.map(({ failed: without }) => without)).toEqual([5, 0]);

    const apps = await appsCalled(APP);
    expect(apps.map(({ signOn, isSso }) => [signOn, isSso]).sort()).toEqual([
      ['social', false],
      ['unknown', true],
    ]);
    const { ssoAppId = '', link } = apps.find(({ isSso }) => isSso) ?? {};
    expect(link).toMatchObject({ state: 'proposed', instanceId, candidates: [{ reasons: ['same-name'] }] });
    await until(
      'all of it to be taken in',
      PATIENCE_SECONDS,
      () => counted(ssoAppId),
      (n) => n >= 800,
    );
    expect(await counted(ssoAppId)).toBe(800);

    const job = await ask(importCsvOperation, {
      query: { kind: 'sign-ins' },
      body: csvOf(signIns(400, 700)),
    });
    expect(job.rows).toEqual({ accepted: 400, rejected: 0, unchanged: 0 });
    const committed = await ask(commitImportOperation, { params: { importId: job.importId }, body: {} });
    expect([committed.result, committed.import.rows]).toEqual([
      'committed',
      { accepted: 300, rejected: 0, unchanged: 100 },
    ]);

    const key = `drop/sign-ins/${randomUUID()}.csv`;
    await objects().put(key, csvOf(signIns(200, 1_000)), 'text/csv');
    const receipt = await until(
      `the receipt of ${key}`,
      PATIENCE_SECONDS,
      () => objects().get(`${key}.receipt.json`),
      (found) => found !== undefined,
    );
    expect(dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(receipt)))).toMatchObject({
      result: 'committed',
      rows: { accepted: 100, rejected: 0, unchanged: 100 },
    });
    expect(await counted(ssoAppId)).toBe(1_200);

    expect(await every(listSsoAppsOfInstanceOperation, { instanceId })).toEqual([]);
    await ask(confirmSsoLinkOperation, { params: { ssoAppId }, body: { instanceId } });
    const [first, ...further] = await every(listSsoAppsOfInstanceOperation, { instanceId });
    expect(further).toEqual([]);
    const days = (await every(listSignInsOperation, { ssoAppId })).map(({ day }) => day);
    expect(first).toMatchObject({ ssoAppId, signIns: { firstDay: days[0], lastDay: days.at(-1) } });
  });

  it('are of one instance at most, of none where they are social logins, and of another once that is declined', async () => {
    const label = `${APP} two`;
    const [one] = signIns(1);
    if (one === undefined) throw new Error('There is one.');
    await push([
      { ...one, app: label },
      { ...one, app: label, providerKind: 'social' },
    ]);
    const apps = await appsCalled(label);
    const idOf = (wanted: boolean) => apps.find(({ isSso }) => isSso === wanted)?.ssoAppId ?? '';
    const [ssoAppId, social] = [idOf(true), idOf(false)];
    const link = (app: string, to: string) => ({ params: { ssoAppId: app }, body: { instanceId: to } });
    expect(await refusal(confirmSsoLinkOperation, link(social, otherId))).toMatchObject({
      ...{ status: 409, code: 'not-sso' },
    });
    await ask(confirmSsoLinkOperation, link(ssoAppId, otherId));
    expect(await refusal(confirmSsoLinkOperation, link(ssoAppId, instanceId))).toMatchObject({
      ...{ status: 409, code: 'linked-elsewhere' },
    });
    await ask(declineSsoLinkOperation, link(ssoAppId, otherId));
    const { link: now } = await ask(confirmSsoLinkOperation, link(ssoAppId, instanceId));
    expect(now).toMatchObject({ state: 'confirmed', instanceId });
    await ask(declineSsoLinkOperation, link(ssoAppId, instanceId));
    expect(await every(listSsoAppsOfInstanceOperation, { instanceId: otherId })).toEqual([]);
  });
});
