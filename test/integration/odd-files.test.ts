import { beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import {
  discardImportOperation,
  getOrgChartOperation,
  getReceiptOperation,
  importCsvOperation,
  listImportRowsOperation,
} from '../../shared/contracts/api/import-operations.ts';
import { type DropReceipt, dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import {
  PATIENCE_SECONDS,
  asAdmin,
  ask,
  every,
  refusal,
  request,
  until,
} from '../support/integration/api.ts';
import { addressOf } from '../support/integration/company.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import { uploadFile } from '../support/integration/uploads.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const TENANT = 'odd-files';
const at = (who: string): string => addressOf(TENANT, who);
/** As many as a list of members may have. */
const MOST = 10_000;

const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));

let world: Prepared;

beforeAll(async () => {
  world = await connect(TENANT);
  await untilPulled(world);
});

const objects = (): S3ObjectStore => {
  const { bucket, awsEndpoint } = inject('endpoints');
  return new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
};

const drop = async (folder: string, csv: Uint8Array): Promise<DropReceipt> => {
  const key = `drop/${folder}/odd.csv`;
  await objects().put(key, csv, 'text/csv');
  const receipt = await until(
    `the receipt of ${key}`,
    PATIENCE_SECONDS,
    () => objects().get(`${key}.receipt.json`),
    (found) => found !== undefined,
  );
  return dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(receipt)));
};

describe('a large file by signed upload', () => {
  const addresses = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `p${String(index)}@odd.example.com`);

  it('is read as an org chart, every row with its verdict', async () => {
    const rows = addresses(MOST).map((address, index) => `${address},P,${String(index)}`);
    const csv = text('email,first name,last name', ...rows);
    const read = await uploadFile({ kind: 'org-chart' }, csv);
    expect(read).toMatchObject({ state: 'review', rows: { accepted: MOST, rejected: 0, unchanged: 0 } });
    await ask(discardImportOperation, { params: { importId: read.importId } });
  });

  it('is refused as a list of members, at the row that is too many', async () => {
    const csv = text('email', ...addresses(MOST + 1));
    const purpose = { kind: 'manual-deprovision', instanceId: world.instanceId } as const;
    const { importId, state } = await uploadFile(purpose, csv);
    expect(state).toBe('refused');
    const { reason } = await ask(getReceiptOperation, { params: { importId } });
    expect(reason).toBe('Line 10002: the file has more than 10000 rows.');
  });
});

describe('an odd file of members', () => {
  const send = (csv: Uint8Array) =>
    ask(importCsvOperation, {
      query: { kind: 'manual-deprovision', instanceId: world.instanceId },
      body: csv,
    });

  it('is read in UTF-16, with names from right to left and formulas beside the addresses', async () => {
    const lines = ['email,name', `${at('busy-01')},ليلى`, `${at('busy-02')},"=HYPERLINK(""x"")"`];
    const path = `/v1/imports?kind=manual-deprovision&instanceId=${world.instanceId}`;
    const answer = await request(path, {
      method: 'POST',
      headers: { ...asAdmin(), 'content-type': 'application/csv' },
      body: Buffer.from(`\uFEFF${lines.join('\r\n')}`, 'utf16le'),
    });
    expect(answer.status).toBe(201);
    expect(answer.text).toContain('"accepted":2,"rejected":0');
  });

  it('names every bad row by line and address, all kinds at once', async () => {
    const bad = [
      at('nobody'),
      at('invited'),
      at('inactive'),
      at('owner'),
      at('BUSY-03').toUpperCase(),
      '=cmd|calc',
    ];
    const { importId } = await send(text('email', at('busy-03'), ...bad));
    const rows = await every(listImportRowsOperation, { importId });
    expect(
      rows.filter(({ verdict }) => verdict === 'rejected').map(({ line, email }) => [line, email]),
    ).toEqual(bad.map((email, index) => [index + 3, index === 4 ? at('busy-03') : email]));
    expect(rows.map(({ reason }) => reason?.split(/[: ]/)[0] ?? 'taken')).toEqual([
      'taken',
      'not',
      'pending',
      'inactive',
      'owner',
      'duplicate',
      'email',
    ]);
  });

  it.each([
    ['without rows', text('email', ''), 'The file has a header and no rows.'],
    ['with a NUL', text('email,name', `${at('busy-01')},a\0b`), 'Line 2, column 2'],
    [
      'with a cell of a megabyte',
      text('email,name', `${at('busy-01')},${'x'.repeat(1_048_576)}`),
      'Line 2, column 2',
    ],
  ])('%s is refused, with the row and column where there is one', async (_, csv, detail) => {
    const answer = await refusal(importCsvOperation, {
      query: { kind: 'manual-deprovision', instanceId: world.instanceId },
      body: csv,
    });
    expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    expect(answer.detail).toContain(detail);
  });
});

describe('an org chart in the drop folder', () => {
  it('waits for an admin where it would lose many, and is refused for a bad row, with a receipt', async () => {
    const { chartId } = await ask(getOrgChartOperation);
    const held = await drop('org-chart', text('email,name', `${at('busy-01')},שרה`, `${at('busy-02')},=1+1`));
    expect(held).toMatchObject({ kind: 'org-chart', result: 'held', rows: { rejected: 0 } });
    await ask(discardImportOperation, { params: { importId: held.importId ?? '' } });
    await objects().remove(['drop/org-chart/odd.csv.receipt.json']);
    const refused = await drop('org-chart', text('email', at('busy-01'), 'no address'));
    expect(refused).toMatchObject({ result: 'refused', rejected: [{ line: 3 }] });
    await objects().remove(['drop/org-chart/odd.csv.receipt.json']);
    const nul = await drop('org-chart', text('email', `a\0${at('busy-01')}`));
    expect(nul).toMatchObject({ result: 'refused', rejected: [] });
    expect(nul.reason).toContain('Line 2, column 1');
    expect((await ask(getOrgChartOperation)).chartId).toBe(chartId);
  });
});
