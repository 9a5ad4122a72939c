import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { listExemptionsOperation } from '../../shared/contracts/api/exemption-operations.ts';
import {
  commitImportOperation,
  commitOrgChart,
  discardImportOperation,
  getImportOperation,
  getOrgChartOperation,
  getReceiptOperation,
  importCsvOperation,
  listImportRowsOperation,
  openOrgChart,
  putOrgChartPart,
  requestUploadOperation,
  revertImportOperation,
} from '../../shared/contracts/api/import-operations.ts';
import { listPeopleOperation } from '../../shared/contracts/api/person-operations.ts';
import {
  PATIENCE_SECONDS,
  asAdmin,
  ask,
  every,
  refusal,
  request,
  until,
} from '../support/integration/api.ts';
import { TENANTS, addressOf, orgChart } from '../support/integration/company.ts';
import { bringPeopleIn } from '../support/integration/org-chart.ts';

const BOM = '\uFEFF';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const importExempt = async (applicationId: string, csv: string | Uint8Array) =>
  ask(importCsvOperation, {
    query: { kind: 'exemptions', applicationId },
    body: typeof csv === 'string' ? bytes(csv) : csv,
  });

const application = async (): Promise<string> =>
  (await ask(createApplicationOperation, { body: { name: 'Imports' } })).applicationId;

const exemptAddresses = async (applicationId: string): Promise<string[]> =>
  (await every(listExemptionsOperation, {}, { scope: applicationId })).flatMap(({ subject }) =>
    subject.kind === 'email' ? [subject.email] : [],
  );

describe('a CSV of exempt people', () => {
  it.each([
    ['a byte order mark and CRLF', `${BOM}email\r\none@example.com\r\ntwo@example.com\r\n`],
    [
      'quotes and further columns',
      '"Name","email"\n"One, the first","one@example.com"\n"Two ""2""",two@example.com\n',
    ],
    ['semicolons and another case', 'EMAIL;note\nOne@Example.com;a\ntwo@example.com;b\n'],
  ])('is read with %s', async (_, csv) => {
    const applicationId = await application();
    const { importId, rows, state } = await importExempt(applicationId, csv);
    expect({ state, rows }).toEqual({ state: 'review', rows: { accepted: 2, rejected: 0, unchanged: 0 } });
    expect(await exemptAddresses(applicationId)).toEqual([]);
    const { result } = await ask(commitImportOperation, { params: { importId }, body: {} });
    expect(result).toBe('committed');
    expect((await exemptAddresses(applicationId)).sort()).toEqual(['one@example.com', 'two@example.com']);
  });

  it('is read in UTF-16, as application/csv: a gateway takes every text/* body for UTF-8', async () => {
    const applicationId = await application();
    const body = Buffer.from(`${BOM}email\none@example.com\n`, 'utf16le');
    const path = `/v1/imports?kind=exemptions&applicationId=${applicationId}`;
    const send = (type: string) =>
      request(path, { method: 'POST', headers: { ...asAdmin(), 'content-type': type }, body });
    const read = await send('application/csv');
    expect(read.status).toBe(201);
    expect(read.text).toContain('"accepted":1');
    expect(await send('text/csv')).toMatchObject({ status: 400, problem: { code: 'invalid' } });
  });

  it('says of every row what is wrong with it, and takes the chosen ones only', async () => {
    const applicationId = await application();
    const csv =
      'email\none@example.com\nnot an address\nONE@example.com\n\ntwo@example.com\nthree@example.com\n';
    const { importId, rows } = await importExempt(applicationId, csv);
    const reviewed = await every(listImportRowsOperation, { importId });
    const rejected = reviewed.filter(({ verdict }) => verdict === 'rejected');
    expect(rows.accepted).toBe(3);
    expect(rejected.find(({ line }) => line === 3)?.reason).toMatch(/address/);
    // The same address again is one entry, whatever its case.
    expect(reviewed.find(({ line }) => line === 4)?.verdict).not.toBe('accepted');
    const two = reviewed.find(({ email }) => email === 'two@example.com')?.line ?? 0;
    await ask(commitImportOperation, { params: { importId }, body: { lines: [two] } });
    expect(await exemptAddresses(applicationId)).toEqual(['two@example.com']);
    const receipt = await ask(getReceiptOperation, { params: { importId } });
    expect(receipt).toMatchObject({ result: 'committed', taken: [two] });
    expect(receipt.rejected.map(({ line }) => line)).toContain(3);
  });

  it('is refused without a column of addresses', async () => {
    const applicationId = await application();
    const answer = await refusal(importCsvOperation, {
      query: { kind: 'exemptions', applicationId },
      body: bytes('name,team\nOne,A\n'),
    });
    expect(answer).toMatchObject({ status: 400, code: 'invalid', violations: [{ field: 'email' }] });
    expect(answer.detail).toContain('no column email');
    expect(await exemptAddresses(applicationId)).toEqual([]);
  });

  it('changes nothing when it is discarded', async () => {
    const applicationId = await application();
    const { importId } = await importExempt(applicationId, 'email\none@example.com\n');
    expect((await ask(discardImportOperation, { params: { importId } })).state).toBe('discarded');
    expect(await refusal(commitImportOperation, { params: { importId }, body: {} })).toMatchObject({
      status: 409,
    });
    expect(await exemptAddresses(applicationId)).toEqual([]);
  });

  it('is taken as the example that is there to download, and taken back', async () => {
    const applicationId = await application();
    const { status, text } = await request('/v1/import-kinds/exemptions/sample', { headers: asAdmin() });
    expect(status).toBe(200);
    const { importId } = await importExempt(applicationId, text);
    const { result, import: job } = await ask(commitImportOperation, { params: { importId }, body: {} });
    expect(result).toBe('committed');
    expect(job.revertibleUntil).not.toBeNull();
    expect(await exemptAddresses(applicationId)).toHaveLength(3);
    for (let times = 0; times < 2; times += 1) {
      const { import: reverted } = await ask(revertImportOperation, { params: { importId } });
      expect(reverted).toMatchObject({ state: 'reverted', revertibleUntil: null });
      expect(await exemptAddresses(applicationId)).toEqual([]);
    }
  });

  it('comes by signed upload as well', async () => {
    const applicationId = await application();
    const { import: job, upload } = await ask(requestUploadOperation, {
      body: { kind: 'exemptions', applicationId },
    });
    expect(job.state).toBe('open');
    const sent = await fetch(upload.url, {
      method: upload.method,
      headers: { 'content-type': upload.contentType },
      body: 'email\nuploaded@example.com\nbroken\n',
    });
    expect(sent.status).toBe(200);
    const { importId } = job;
    const read = await until(
      'the upload to be read',
      PATIENCE_SECONDS,
      () => ask(getImportOperation, { params: { importId } }),
      ({ state }) => state === 'review' || state === 'refused',
    );
    expect(read.rows).toEqual({ accepted: 1, rejected: 1, unchanged: 0 });
    await ask(commitImportOperation, { params: { importId }, body: {} });
    expect(await exemptAddresses(applicationId)).toEqual(['uploaded@example.com']);
  });
});

describe('the org chart', () => {
  beforeAll(() => bringPeopleIn(inject('endpoints'), inject('chartedAt')));

  const person = async (address: string) =>
    (await ask(listPeopleOperation, { query: { address } })).items[0] ?? null;

  it('is taken as a whole, and the same again changes nothing', async () => {
    const chart = await ask(getOrgChartOperation);
    expect(chart.people).toBe(orgChart(inject('chartedAt')).split('\n').length - 1);
    expect((await person(addressOf('oauth', 'owner')))?.department).toBe('Tests');
    await bringPeopleIn(inject('endpoints'), inject('chartedAt'));
    expect((await ask(getOrgChartOperation)).chartId).toBe(chart.chartId);
  });

  it('waits for a person where more than a fifth of the people would be lost', async () => {
    const { chartId } = await ask(getOrgChartOperation);
    const few = `${orgChart(inject('chartedAt')).split('\n').slice(0, 100).join('\n')}\n`;
    const { importId } = await ask(importCsvOperation, { query: { kind: 'org-chart' }, body: bytes(few) });
    const { result, import: job } = await ask(commitImportOperation, { params: { importId }, body: {} });
    expect({ result, state: job.state }).toEqual({ result: 'held', state: 'held' });
    expect((await ask(getOrgChartOperation)).chartId).toBe(chartId);
    await ask(discardImportOperation, { params: { importId } });
  });

  it('takes nothing while one row is wrong', async () => {
    const { chartId } = await ask(getOrgChartOperation);
    const wrong = `${orgChart(inject('chartedAt'), [], ['not an address', 'No', 'Body'])}\n`;
    const { importId, rows } = await ask(importCsvOperation, {
      query: { kind: 'org-chart' },
      body: bytes(wrong),
    });
    expect(rows.rejected).toBe(1);
    const { result } = await ask(commitImportOperation, { params: { importId }, body: {} });
    expect(result).toBe('rejected-rows');
    expect((await ask(getOrgChartOperation)).chartId).toBe(chartId);
    await ask(discardImportOperation, { params: { importId } });
  });

  it('comes in parts of one import, each as often as it likes', async () => {
    const { importId } = await ask(openOrgChart);
    const people = TENANTS.map((tenant) => ({ email: addressOf(tenant, 'part-time') }));
    const part = { params: { importId }, body: { people } };
    expect((await ask(putOrgChartPart, part)).result).toBe('landed');
    expect((await ask(putOrgChartPart, part)).result).toBe('unchanged');
    expect((await ask(commitOrgChart, { params: { importId }, body: {} })).result).toBe('held');
    expect(await person(addressOf('oauth', 'part-time'))).toBeNull();
    await ask(discardImportOperation, { params: { importId } });
  });

  it('takes at most 1,000 people in one part', async () => {
    const { importId } = await ask(openOrgChart);
    const people = Array.from({ length: 1001 }, (_, index) => ({ email: `p${index}@example.com` }));
    const answer = await refusal(putOrgChartPart, { params: { importId }, body: { people } });
    expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    expect(answer.violations[0]).toMatchObject({ field: 'people' });
    expect(answer.violations[0]?.rule).toContain('at most 1000 people');
  });
});
