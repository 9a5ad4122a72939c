import { describe, expect, it } from 'vitest';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { discardImportOperation, getReceiptOperation } from '../../shared/contracts/api/import-operations.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import { ask } from '../support/integration/api.ts';
import { uploadFile } from '../support/integration/uploads.ts';

const MANY = 100_000;
const PATIENCE_SECONDS = 280;

const text = (header: string, row: (index: number) => string): Uint8Array =>
  new TextEncoder().encode([header, ...Array.from({ length: MANY }, (_, index) => row(index))].join('\n'));

describe('100,000 rows by signed upload', () => {
  it('are read as an org chart, every one with its verdict', async () => {
    const csv = text(
      'email,first name,last name',
      (index) => `p${String(index)}@odd.example.com,P,${String(index)}`,
    );
    const started = performance.now();
    const read = await uploadFile({ kind: 'org-chart' }, csv, PATIENCE_SECONDS);
    process.stdout.write(
      `${String(MANY)} rows took ${String(Math.round(performance.now() - started))} ms.\n`,
    );
    expect(read).toMatchObject({ state: 'review', rows: { accepted: MANY, rejected: 0, unchanged: 0 } });
    await ask(discardImportOperation, { params: { importId: read.importId } });
  });

  it('are refused as a list of members, at the row that is too many', async () => {
    const { applicationId } = await ask(createApplicationOperation, { body: { name: 'Large lists' } });
    const { instanceId } = await ask(createInstanceOperation, {
      params: { applicationId },
      body: { name: 'large-lists', vendor: 'zoom' },
    });
    const csv = text('email', (index) => `p${String(index)}@odd.example.com`);
    const { importId, state } = await uploadFile(
      { kind: 'manual-deprovision', instanceId },
      csv,
      PATIENCE_SECONDS,
    );
    expect(state).toBe('refused');
    const { reason } = await ask(getReceiptOperation, { params: { importId } });
    expect(reason).toBe('Line 10002: the file has more than 10000 rows.');
  });
});
