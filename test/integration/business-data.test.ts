import { beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { addContractOperation, getContractUsageOperation } from '../../shared/contracts/api/contracts.ts';
import {
  decideDiscoveredAppOperation,
  listDiscoveredAppsOperation,
  listSeenPeopleOperation,
  pushSightingsOperation,
} from '../../shared/contracts/api/discovered-apps.ts';
import { commitImportOperation, getImportOperation } from '../../shared/contracts/api/import-operations.ts';
import { createInstanceOperation, listAccountsOperation } from '../../shared/contracts/api/instances.ts';
import {
  publishAccountsOperation,
  removeAccountOperation,
} from '../../shared/contracts/api/published-accounts.ts';
import {
  listSpendGroupsOperation,
  listSpendMonthsOperation,
  pushVendorSpendOperation,
} from '../../shared/contracts/api/spend.ts';
import { requestUploadsOperation } from '../../shared/contracts/api/upload-batches.ts';
import { dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../support/integration/api.ts';

/** Nobody else's tests name a vendor like it. */
const VENDOR = 'Quillboard';
const DOMAIN = 'quillboard.example.com';
const TODAY = new Date().toISOString().slice(0, 10);

let applicationId = '';
let instanceId = '';

beforeAll(async () => {
  ({ applicationId } = await ask(createApplicationOperation, { body: { name: VENDOR } }));
  const instance = { params: { applicationId }, body: { name: 'Own', vendor: 'custom' as const } };
  ({ instanceId } = await ask(createInstanceOperation, instance));
});

const objects = (): S3ObjectStore => {
  const { bucket, awsEndpoint } = inject('endpoints');
  return new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
};

const drop = async (key: string, lines: readonly string[]) => {
  await objects().put(key, lines.join('\n'), 'text/csv');
  const receipt = await until(
    `the receipt of ${key}`,
    PATIENCE_SECONDS,
    () => objects().get(`${key}.receipt.json`),
    (found) => found !== undefined,
  );
  return dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(receipt)));
};

const ownApps = async () =>
  (await every(listDiscoveredAppsOperation, {})).filter(({ name }) => [VENDOR, DOMAIN].includes(name));

const months = async () =>
  (await ask(listSpendMonthsOperation, { params: { applicationId }, query: {} })).months;

describe('the business data of an application', () => {
  it('is its published accounts, from a request and from the drop folder, beside its contract', async () => {
    const accounts = Array.from({ length: 30 }, (_, index) => ({
      email: `q${String(index)}@own.example.com`,
    }));
    const published = await ask(publishAccountsOperation, { params: { instanceId }, body: { accounts } });
    expect(published.result).toBe('committed');
    const listed = await every(listAccountsOperation, { instanceId });
    const [first] = listed;
    if (first === undefined) throw new Error('Nobody is listed.');
    const one = { instanceId, accountId: first.accountId };
    await ask(removeAccountOperation, { params: one });
    const held = await drop(`drop/accounts/${instanceId}/few.csv`, ['email', 'q0@own.example.com']);
    expect(held).toMatchObject({ result: 'held', instanceId });
    const contract = {
      reference: 'Q-1',
      seats: 40,
      unitPrice: 12_000,
      currency: 'EUR',
      startsOn: '2026-01-01',
    };
    await ask(addContractOperation, { params: { applicationId }, body: contract });
    const usage = await ask(getContractUsageOperation, { params: { applicationId } });
    expect(usage.instances).toMatchObject([
      { instanceId, bought: 40, provisioned: { count: 29, rule: 'listed' } },
    ]);
  });

  it('is its spend and sightings, once an admin says which vendor and domain are it', async () => {
    const bill = { amount: 5_000, currency: 'EUR', date: TODAY, vendorName: VENDOR };
    const items = [{ ...bill, department: 'Letters' }];
    await ask(pushVendorSpendOperation, { body: { items } });
    const sighting = { email: 'q1@own.example.com', domain: DOMAIN, date: TODAY, source: 'proxy' };
    await ask(pushSightingsOperation, { body: { sightings: [sighting] } });
    const file = [
      'vendor,amount,currency,date,department',
      `${VENDOR},25.50,EUR,${TODAY},`,
      `${VENDOR},50,EUR,${TODAY},Letters`,
    ];
    expect(await drop('drop/spend/quillboard.csv', file)).toMatchObject({
      result: 'committed',
      rows: { accepted: 1, unchanged: 1 },
    });
    const people = Array.from(
      { length: 50 },
      (_, index) => `q${String(index)}@own.example.com,${DOMAIN},${TODAY}`,
    );
    const { uploads } = await ask(requestUploadsOperation, {
      body: { kind: 'sightings', fileNames: ['quillboard.csv'] },
    });
    const [upload] = uploads;
    if (upload === undefined) throw new Error('There is no address.');
    const sent = await fetch(upload.upload.url, {
      method: 'PUT',
      headers: { 'content-type': upload.upload.contentType },
      body: ['email,domain,date', ...people].join('\n'),
    });
    expect(sent.status).toBe(200);
    const { importId } = upload.import;
    await until(
      'the upload to be read',
      PATIENCE_SECONDS,
      () => ask(getImportOperation, { params: { importId } }),
      ({ state }) => state === 'review',
    );
    const { result } = await ask(commitImportOperation, { params: { importId }, body: {} });
    expect(result).toBe('committed');

    const apps = await ownApps();
    expect(apps.map(({ kind, decision, people: seen }) => [kind, decision, seen]).sort()).toEqual([
      ['domain', 'open', 50],
      ['name', 'open', 0],
    ]);
    expect(apps.flatMap(({ proposedApplicationIds }) => proposedApplicationIds)).toContain(applicationId);
    expect(await months()).toEqual([]);
    for (const { discoveredAppId } of apps) {
      const body = { decision: 'managed' as const, applicationId };
      await ask(decideDiscoveredAppOperation, { params: { discoveredAppId }, body });
      const seen = await every(listSeenPeopleOperation, { discoveredAppId });
      expect([0, 50]).toContain(seen.length);
    }
    expect(await months()).toEqual([
      { month: TODAY.slice(0, 7), totals: [{ amount: 7_550, currency: 'EUR', items: 2 }] },
    ]);
    const period = TODAY.slice(0, 4);
    const groups = await every(listSpendGroupsOperation, { applicationId }, { by: 'department', period });
    expect(groups.map(({ key, totals }) => [key, totals[0]?.amount])).toEqual([
      ['Letters', 5_000],
      ['', 2_550],
    ]);
  });
});
