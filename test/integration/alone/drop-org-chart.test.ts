import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../../shared/adapters/s3/s3-object-store.ts';
import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { getOrgChartOperation } from '../../../shared/contracts/api/import-operations.ts';
import { listPeopleOperation } from '../../../shared/contracts/api/person-operations.ts';
import { dropReceiptSchema } from '../../../shared/contracts/drop-receipt.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../../support/integration/api.ts';
import { orgChart } from '../../support/integration/company.ts';
import { bringPeopleIn } from '../../support/integration/org-chart.ts';

const KEY = 'drop/org-chart/people.csv';
const NEW = 'somebody.new@example.com';

/** Puts the chart into the folder and waits for a receipt that was not there before. */
const drop = async (csv: string) => {
  const { bucket, awsEndpoint } = inject('endpoints');
  const objects = new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
  await objects.remove([`${KEY}.receipt.json`]);
  await objects.put(KEY, csv, 'text/csv');
  const bytes = await until(
    'the receipt',
    PATIENCE_SECONDS,
    () => objects.get(`${KEY}.receipt.json`),
    (found) => found !== undefined,
  );
  return dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};

describe('an org chart in the drop folder', () => {
  // Others may have left it without somebody: who was erased is somebody new here.
  beforeAll(() => bringPeopleIn(inject('endpoints'), inject('chartedAt')));
  afterAll(() => bringPeopleIn(inject('endpoints'), inject('chartedAt')));

  it('becomes current by itself, with a receipt beside it; the same again changes nothing', async () => {
    const before = await ask(getOrgChartOperation);
    const chart = `${orgChart(inject('chartedAt'), [], [NEW, 'نور', 'الدين'])}\r\n`;
    const receipt = await drop(chart);
    expect(receipt).toMatchObject({
      file: KEY,
      kind: 'org-chart',
      result: 'committed',
      rows: { accepted: 1, rejected: 0, unchanged: before.people },
      runId: null,
    });
    const after = await ask(getOrgChartOperation);
    expect(after).toMatchObject({ people: before.people + 1, importId: receipt.importId });
    const { items } = await ask(listPeopleOperation, { query: { address: NEW } });
    expect(items).toMatchObject([{ firstName: 'نور' }]);
    const events = await every(listAuditEvents, {}, { action: 'import.committed' });
    expect(events.find(({ subjectId }) => subjectId === receipt.importId)?.actor).toEqual({
      kind: 'system',
      name: 'drop-folder',
    });
    expect(await drop(chart)).toMatchObject({ result: 'unchanged' });
    expect((await ask(getOrgChartOperation)).chartId).toBe(after.chartId);
  });
});
