import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { z } from 'zod';
import { emulatorClient } from '../../local/stack/first-token.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import { listAuditEvents } from '../../shared/contracts/api/audit-events.ts';
import {
  commitImportOperation,
  importCsvOperation,
  listImportRowsOperation,
} from '../../shared/contracts/api/import-operations.ts';
import { explainRunAccount } from '../../shared/contracts/api/runs.ts';
import { type DropReceipt, dropReceiptSchema } from '../../shared/contracts/drop-receipt.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../support/integration/api.ts';
import { addressOf } from '../support/integration/company.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import { type RunView, itemsOf, untilEnded } from '../support/integration/runs.ts';
import { vendorCalls, vendorUsers } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const TENANT = 'manual-deprovision';
const at = (who: string): string => addressOf(TENANT, who);

const csvOf = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(['Name,E-Mail', ...lines.map((line) => `Somebody,${line}`), ''].join('\r\n'));

let world: Prepared;

const send = (csv: Uint8Array) =>
  ask(importCsvOperation, {
    query: { kind: 'manual-deprovision', instanceId: world.instanceId },
    body: csv,
  });

/** Those of some addresses whose accounts the vendor was told to change, once for every time. */
const changed = async (among: readonly string[]): Promise<string[]> => {
  const changing = (await vendorCalls(TENANT)).filter(({ method }) => method !== 'GET' && method !== 'POST');
  const emails = changing.flatMap(({ changes }) => changes.map(({ email }) => email));
  return emails.filter((email) => among.includes(email)).toSorted();
};

const objects = (): S3ObjectStore => {
  const { bucket, awsEndpoint } = inject('endpoints');
  return new S3ObjectStore({ bucket, client: emulatorClient(awsEndpoint) });
};

/** Puts a file into the drop folder and waits for its receipt. */
const drop = async (
  key: string,
  csv: Uint8Array,
  awaited: (receipt: DropReceipt) => boolean = () => true,
) => {
  await objects().put(key, csv, 'text/csv');
  const receipt = await until(
    `the receipt of ${key}`,
    PATIENCE_SECONDS,
    async () => {
      const bytes = await objects().get(`${key}.receipt.json`);
      return bytes === undefined
        ? undefined
        : dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    },
    (found) => found !== undefined && awaited(found),
  );
  if (receipt === undefined) throw new Error('There is no receipt.');
  return receipt;
};

beforeAll(async () => {
  world = await connect(TENANT);
  await untilPulled(world);
});

describe('a list of members by the API', () => {
  const faults = [
    [at('invited'), /^pending/],
    [at('inactive'), /^inactive/],
    [at('owner'), /^owner/],
    [at('admin'), /^admin/],
    [at('nobody'), /^not found/],
    [at('busy-02').toUpperCase(), /^duplicate/],
    ['no address', /address/],
  ] as const;
  let result: string;
  let rows: z.output<typeof listImportRowsOperation.answers.schema>['items'];

  beforeAll(async () => {
    const { importId } = await send(csvOf(at('busy-02'), ...faults.map(([email]) => email)));
    rows = await every(listImportRowsOperation, { importId });
    const committed = await ask(commitImportOperation, { params: { importId }, body: {} });
    result = committed.result;
    expect(committed.notices).toEqual([]);
  });

  it('is refused whole, with every bad row named', async () => {
    expect(result).toBe('rejected-rows');
    const rejected = rows.filter(({ verdict }) => verdict === 'rejected');
    expect(rejected.map(({ line }) => line)).toEqual(faults.map((_, index) => index + 3));
    rejected.forEach(({ reason }, index) => {
      expect(reason).toMatch(faults[index]?.[1] ?? /never/);
    });
    expect(await changed([at('busy-02'), ...faults.map(([email]) => email)])).toEqual([]);
  });

  describe('that is right', () => {
    const named = [at('stranger'), at('unused')];
    let run: RunView;
    let importId: string;
    let notices: readonly { readonly code: string }[];

    beforeAll(async () => {
      ({ importId } = await send(csvOf(...named)));
      const committed = await ask(commitImportOperation, { params: { importId }, body: {} });
      notices = committed.notices;
      // A commit that is repeated begins nothing more.
      const again = await ask(commitImportOperation, { params: { importId }, body: {} });
      const runId = committed.import.deprovision?.runId ?? '';
      expect(again.import.deprovision?.runId).toBe(runId);
      run = await untilEnded(runId);
    });

    it('deactivates exactly its accounts, once each', async () => {
      expect(run).toMatchObject({ status: 'completed', counts: { verified: 2 } });
      expect(await changed(named)).toEqual(named);
      const users = await vendorUsers(TENANT);
      expect(named.map((email) => users.get(email)?.status)).toEqual(['inactive', 'inactive']);
      expect([...(await itemsOf(run.runId)).keys()].toSorted()).toEqual(named);
    });

    it('says that this changes nothing at the identity provider', () => {
      expect(notices.map(({ code }) => code)).toEqual(['app-only']);
    });

    it('is told by the audit: who imported it, and that the file decided', async () => {
      const events = await every(listAuditEvents, {}, { runId: run.runId });
      const actions = events.map(({ action }) => action);
      expect(actions.filter((action) => action === 'import.committed')).toHaveLength(1);
      expect(actions.filter((action) => action === 'item.acted')).toHaveLength(2);
      expect(events.find(({ action }) => action === 'import.committed')).toMatchObject({
        subjectId: importId,
        instanceId: world.instanceId,
        actor: { kind: 'user' },
      });
      expect(run.source).toEqual({ kind: 'file', importId });
      for (const { accountId } of (await itemsOf(run.runId)).values()) {
        const { preview, recheck } = await ask(explainRunAccount, {
          params: { runId: run.runId, accountId },
        });
        expect([2, 3]).toContain(preview.evidence.file?.line);
        expect(recheck?.evidence.file).toEqual(preview.evidence.file);
      }
    });
  });
});

describe('a list of members in the drop folder', () => {
  const named = [at('keeper'), at('returner')];
  let key: string;
  let receipt: DropReceipt;
  let run: RunView;

  beforeAll(async () => {
    key = `drop/manual-deprovision/${world.instanceId}/leavers.csv`;
    receipt = await drop(key, csvOf(...named));
    run = await untilEnded(receipt.runId ?? '');
  });

  it('is carried out, with a receipt beside the file', async () => {
    expect(receipt).toMatchObject({
      file: key,
      result: 'committed',
      rows: { accepted: 2, rejected: 0, unchanged: 0 },
      notices: [{ code: 'app-only' }],
    });
    expect(run).toMatchObject({ status: 'completed', startedBy: 'drop-folder', counts: { verified: 2 } });
    expect(await changed(named)).toEqual(named);
  });

  it('changes nothing when the same comes again', async () => {
    const same = await drop(key, csvOf(...named), ({ result }) => result === 'unchanged');
    expect(same.reason).toContain(receipt.importId);
    const other = await drop(key.replace('leavers', 'copy'), csvOf(...named));
    expect(other).toMatchObject({ result: 'unchanged', runId: null });
    expect(await changed(named)).toEqual(named);
  });

  it('is refused with a receipt that says why, where a row or the place is wrong', async () => {
    const bad = await drop(key.replace('leavers', 'bad'), csvOf(at('busy-03'), at('owner')));
    expect(bad).toMatchObject({ result: 'refused', runId: null, rejected: [{ line: 3 }] });
    const lost = await drop('drop/manual-deprovision/leavers.csv', csvOf(at('busy-03')));
    expect(lost).toMatchObject({ result: 'refused', importId: null });
    expect(lost.reason).toContain('folder of its instance');
    expect((await vendorUsers(TENANT)).get(at('busy-03'))?.status).toBe('active');
  });
});
