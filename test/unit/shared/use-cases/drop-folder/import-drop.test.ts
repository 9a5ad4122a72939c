import { describe, expect, it } from 'vitest';
import { type DropReceipt, dropReceiptSchema } from '../../../../../shared/contracts/drop-receipt.ts';
import { exemptEntries, exemptLists } from '../../../../../shared/records/exempt-lists.ts';
import { imports } from '../../../../../shared/records/imports.ts';
import { orgCharts } from '../../../../../shared/records/org-chart.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importDrop } from '../../../../../shared/use-cases/drop-folder/import-drop.ts';
import { releasePlan } from '../../../../../shared/use-cases/runs/release-plan.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { FileWorld, csvOf } from '../../../../support/file-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const LIST = `drop/manual-deprovision/${IDS.instance}/list.csv`;
const NAMES = ['ada', 'bob'];

const staffed = (names: readonly string[] = NAMES, limitless = true) =>
  new FileWorld().staff(
    names.map((name) => user(name)),
    limitless,
  );

const receipt = async (of: FileWorld, key: string): Promise<DropReceipt | null> => {
  const bytes = await of.objects.get(`${key}.receipt.json`);
  return bytes === undefined ? null : dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};

/** Puts a file into the folder and tells of it. */
const drop = async (of: FileWorld, key: string, csv: Uint8Array | string, putting = '1') => {
  await of.objects.put(key, csv, 'text/csv');
  await importDrop(of.imports(), { key, putting });
  return receipt(of, key);
};

const importsOf = async (of: FileWorld) => (await of.store.page(imports, {}, { limit: 100 })).records;

describe('a list of members in the drop folder', () => {
  it('begins a run that deactivates them once, and says so beside the file', async () => {
    const of = await staffed();
    const said = await drop(of, LIST, csvOf('ada@example.com', 'bob@example.com'));
    expect(said).toMatchObject({
      file: LIST,
      result: 'committed',
      rows: { accepted: 2, rejected: 0 },
      instanceId: IDS.instance,
      notices: [{ code: 'app-only' }],
    });
    const runId = said?.runId ?? '';
    expect(of.machines.startedRuns).toEqual([runId]);
    expect(await of.drive(runId)).toBe('finished');
    expect(of.changer.changes.toSorted()).toEqual(['v-ada', 'v-bob']);
    const events = of.store.auditTrail().filter(({ action }) => action.startsWith('import.'));
    expect(events.map(({ action, actor }) => [action, actor])).toEqual(
      ['import.opened', 'import.landed', 'import.committed'].map((action) => [
        action,
        { kind: 'system', name: 'drop-folder' },
      ]),
    );
    expect((await of.run(runId)).startedBy).toBe('drop-folder');
  });

  it('is acted on once, however often it is told of or put there, also under another name', async () => {
    const of = await staffed();
    const csv = csvOf('ada@example.com', 'bob@example.com');
    const first = await drop(of, LIST, csv);
    const [a, b] = await Promise.all([
      importDrop(of.imports(), { key: LIST, putting: '1' }),
      importDrop(of.imports(), { key: LIST, putting: '1' }),
    ]);
    expect([a.kind, b.kind]).toEqual(['read', 'read']);
    expect(await receipt(of, LIST)).toEqual(first);
    await of.drive(first?.runId ?? '');
    of.changer.edit('v-ada', { status: 'active' });
    of.changer.edit('v-bob', { status: 'active' });
    const again = await drop(of, LIST, csv, '2');
    const other = await drop(
      of,
      LIST.replace('list', 'other'),
      'Mail\r\nADA@example.com\r\nbob@example.com\r\n',
    );
    for (const said of [again, other]) {
      expect(said).toMatchObject({ result: 'unchanged', runId: null, notices: [] });
      expect(said?.reason).toContain(first?.importId);
    }
    expect(of.machines.startedRuns).toHaveLength(1);
    expect(of.changer.changes).toHaveLength(2);
  });

  it('is refused whole with every bad row, and may come again once it is right', async () => {
    const of = await staffed();
    const csv = csvOf('ada@example.com', 'nobody@example.com', 'bad', 'ada@example.com');
    const said = await drop(of, LIST, csv);
    expect(said).toMatchObject({
      result: 'refused',
      reason: '3 rows were rejected, so nothing was taken.',
      rows: { accepted: 1, rejected: 3 },
      runId: null,
    });
    expect(said?.rejected.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(of.machines.startedRuns).toEqual([]);
    expect((await drop(of, LIST, csvOf('ada@example.com'), '2'))?.result).toBe('committed');
  });

  it('is refused while nothing may act, and taken when it is put there again', async () => {
    const of = await staffed();
    await of.setPolicy({ killSwitch: { on: true, reason: 'test' } });
    const csv = csvOf('ada@example.com');
    expect(await drop(of, LIST, csv)).toMatchObject({
      result: 'refused',
      reason: 'The kill switch is on: nothing may act.',
    });
    await of.setPolicy({});
    expect((await drop(of, LIST, csv, '2'))?.result).toBe('committed');
  });

  it('needs two people where its plan is parked: one who answers for it, and another', async () => {
    const six = ['ada', 'bob', 'cleo', 'dan', 'eva', 'finn'];
    const of = await staffed(six, false);
    const said = await drop(of, LIST, csvOf(...six.map((name) => `${name}@example.com`)));
    const runId = said?.runId ?? '';
    expect(await of.drive(runId)).toBe('parked');
    const planHash = (await of.run(runId)).seal?.hash ?? '';
    const release = (userId: string) =>
      releasePlan(of.all(), ADMIN, { runId, userId, planHash, reason: 'asked by HR' });
    expect(await release(IDS.user)).toMatchObject({ backedBy: IDS.user, release: null });
    await expect(release(IDS.user)).rejects.toMatchObject({ code: 'second-person' });
    const released = await release('usr_second-0001');
    expect(released.release).toMatchObject({ by: 'usr_second-0001', planHash });
    expect(of.actions().filter((action) => /^plan\.(backed|released)/.test(action))).toEqual([
      'plan.backed',
      'plan.released',
    ]);
  });

  it.each(['before', 'after'] as const)('may be cut off at any call, %s it', async (when) => {
    let cut = true;
    let at = 1;
    for (; cut; at += 1) {
      const of = await staffed();
      await of.objects.put(LIST, csvOf('ada@example.com', 'bob@example.com'), 'text/csv');
      const dropped = { key: LIST, putting: '1' };
      const crashing = of.imports(new CrashingStore(of.store, at, when));
      cut = await importDrop(crashing, dropped).then(
        () => false,
        () => true,
      );
      await importDrop(of.imports(), dropped);
      const said = await receipt(of, LIST);
      expect(said?.result).toBe('committed');
      expect(of.machines.startedRuns).toEqual([said?.runId]);
      expect(await importsOf(of)).toHaveLength(1);
    }
    expect(at).toBeGreaterThan(40);
  });
});

describe('other kinds in the drop folder', () => {
  it('takes an exempt list for everybody, or of an application, all or nothing', async () => {
    const of = await staffed();
    const key = `drop/exemptions/${IDS.application}/board.csv`;
    expect(await drop(of, key, csvOf('ada@example.com', 'bad'))).toMatchObject({
      result: 'refused',
      rejected: [{ line: 3 }],
    });
    expect(await of.store.get(exemptLists, { scope: IDS.application })).toBeUndefined();
    expect((await drop(of, key, csvOf('ada@example.com'), '2'))?.result).toBe('committed');
    expect((await drop(of, key, csvOf('ada@example.com'), '3'))?.result).toBe('unchanged');
    expect((await drop(of, 'drop/exemptions/all.csv', csvOf('bob@example.com')))?.result).toBe('committed');
    for (const scope of [IDS.application, 'global']) {
      const listId = (await of.store.get(exemptLists, { scope }))?.listId ?? '';
      const { records } = await of.store.page(exemptEntries, { listId }, { limit: 9 });
      expect(records.map(({ ownerId }) => ownerId)).toEqual(['drop-folder']);
    }
  });

  it('takes an org chart, also one that was current before, and holds one that loses many', async () => {
    const of = await staffed([], true);
    const chart = async () => (await of.store.get(orgCharts, {}))?.chartId;
    const key = 'drop/org-chart/people.csv';
    const mails = Array.from({ length: 50 }, (_, index) => `other${String(index)}@example.com`);
    expect((await drop(of, key, csvOf(...mails)))?.result).toBe('unchanged');
    const begun = await chart();
    expect((await drop(of, key, csvOf(...mails, 'new@example.com'), '2'))?.result).toBe('committed');
    expect((await drop(of, key, csvOf(...mails), '3'))?.result).toBe('committed');
    expect(await chart()).not.toBe(begun);
    const held = await drop(of, key, csvOf(...mails.slice(0, 9)), '4');
    expect(held).toMatchObject({
      result: 'held',
      reason: '41 of 50 people of the current org chart are missing.',
    });
    const importId = held?.importId ?? '';
    expect((await commitImport(of.imports(), ADMIN, importId, { acceptLoss: true })).result).toBe(
      'committed',
    );
  });
});

describe('a large org chart in the drop folder', () => {
  it('is read in one call and committed in further ones, and told of once it is there', async () => {
    const of = await staffed([], true);
    const key = 'drop/org-chart/all.csv';
    const mails = Array.from({ length: 10_500 }, (_, index) => `p${String(index)}@example.com`);
    const others = Array.from({ length: 50 }, (_, index) => `other${String(index)}@example.com`);
    await of.objects.put(key, csvOf(...others, ...mails), 'text/csv');
    const { clock } = of;
    const slow = {
      ...of.imports(),
      clock: { now: () => (clock.advance(1_500), clock.now()), sleep: (ms: number) => clock.sleep(ms) },
    };
    of.dropQueue.waiting.push({ key, putting: '1' });
    const kinds: string[] = [];
    for (let message = of.dropQueue.waiting.shift(); message !== undefined;) {
      expect(await receipt(of, key)).toBeNull();
      kinds.push((await importDrop(slow, message)).kind);
      message = of.dropQueue.waiting.shift();
    }
    expect(kinds.length).toBeGreaterThan(2);
    expect(new Set(kinds.slice(0, -1))).toEqual(new Set(['continues']));
    expect(kinds.at(-1)).toBe('read');
    expect(await receipt(of, key)).toMatchObject({ result: 'committed', rows: { rejected: 0 } });
    expect((await of.store.get(orgCharts, {}))?.people).toBe(10_550);
    expect(of.actions().filter((action) => action === 'import.committed')).toHaveLength(1);
  });
});

describe('what is no file of ours', () => {
  it.each([
    ['drop/list.csv', 'in no folder of a kind'],
    ['drop/usage/list.csv', 'no kind usage'],
    ['drop/manual-deprovision/list.csv', 'folder of its instance'],
    ['drop/manual-deprovision/main/list.csv', 'folder of its instance'],
    ['drop/manual-deprovision/ins_unknown-1/list.csv', 'no such instance'],
    ['drop/exemptions/zoom/list.csv', 'no id of an application'],
    ['drop/exemptions/app_unknown-1/list.csv', 'no such application'],
    ['drop/org-chart/2026/list.csv', 'without folders of their own'],
    [`drop/manual-deprovision/${IDS.instance}/a/list.csv`, 'too deep'],
    ['drop/org-chart/people.xlsx', 'no CSV'],
  ])('%s gets a receipt that says what is wrong', async (key, reason) => {
    const of = await new FileWorld().open();
    const said = await drop(of, key, csvOf('ada@example.com'));
    expect(said).toMatchObject({ file: key, result: 'refused', importId: null });
    expect(said?.reason).toContain(reason);
    expect(await importsOf(of)).toEqual([]);
  });

  it.each([
    ['an empty file', ''],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0xff, 0xd8])],
    ['another table', 'name,team\nAda,A\n'],
  ])('%s is refused with a receipt', async (_, content) => {
    const of = await staffed();
    const said = await drop(of, LIST, content);
    expect(said).toMatchObject({ result: 'refused', runId: null });
    expect(said?.reason).not.toBe('');
  });

  it('is refused beyond 50 MB', async () => {
    const of = await staffed();
    const big = new Uint8Array(50_000_001).fill(97);
    big.set(csvOf('ada@example.com', ''), 0);
    expect(await drop(of, LIST, big)).toMatchObject({ result: 'refused' });
  });

  it('takes no notice of receipts, folders and what is gone', async () => {
    const of = await staffed();
    for (const key of [`${LIST}.receipt.json`, 'drop/org-chart/', 'uploads/imp_a', LIST])
      expect(await importDrop(of.imports(), { key, putting: '1' })).toEqual({ kind: 'ignored' });
    expect(await importsOf(of)).toEqual([]);
    expect(await of.objects.list('drop/')).toEqual([]);
  });
});
