import { describe, expect, it } from 'vitest';
import { type DropReceipt, dropReceiptSchema } from '../../../../../shared/contracts/drop-receipt.ts';
import { type ImportKind, importKindSchema } from '../../../../../shared/domain/import.ts';
import { PapaCsvWriter } from '../../../../../shared/adapters/csv/papa-csv-writer.ts';
import { instances } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { imports } from '../../../../../shared/records/imports.ts';
import { createApplication } from '../../../../../shared/use-cases/applications/create-application.ts';
import { importDrop } from '../../../../../shared/use-cases/drop-folder/import-drop.ts';
import { describeKinds, sampleRows } from '../../../../../shared/use-cases/imports/describe-kinds.ts';
import { streamedKind } from '../../../../../shared/use-cases/imports/kinds/import-kinds.ts';
import { CUSTOM } from '../../../../support/day-log-world.ts';
import { FileWorld } from '../../../../support/file-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';

/** A list of members is acted on, once whatever its name: that has tests of its own. */
const KINDS = importKindSchema.options.filter((kind) => kind !== 'manual-deprovision');

/** Kinds whose rows are records, each put under an id of what it says. */
const RECORDS: ReadonlySet<ImportKind> = new Set(['spend', 'sightings']);

const folderOf = (kind: ImportKind): string =>
  describeKinds().find((described) => described.kind === kind)?.of === 'instance'
    ? `drop/${kind}/${CUSTOM.instanceId}`
    : `drop/${kind}`;

const open = async (): Promise<FileWorld> => {
  const world = await new FileWorld().open();
  await world.seed(put(instances, { ...CUSTOM, ordinaryRoleIds: [] }, 'any'));
  world.clock.advance(10 * 86_400_000);
  await createApplication(world.imports(), ADMIN, { name: 'Miro', contacts: [] });
  return world;
};

const csvOf = (rows: ReturnType<typeof sampleRows>): string => new PapaCsvWriter().lines(rows);

/** Works on a file until its receipt is there. */
const work = async (world: FileWorld, key: string, putting: string): Promise<DropReceipt> => {
  let { kind } = await importDrop(world.imports(), { key, putting });
  while (kind === 'continues') ({ kind } = await importDrop(world.imports(), { key, putting }));
  const bytes = await world.objects.get(`${key}.receipt.json`);
  return dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
};

const drop = async (world: FileWorld, kind: ImportKind, name: string, csv: string, putting = name) => {
  const key = `${folderOf(kind)}/${name}.csv`;
  await world.objects.put(key, csv, 'text/csv');
  return work(world, key, putting);
};

const taken = (receipts: readonly DropReceipt[]): number =>
  receipts.reduce((sum, { result, rows }) => sum + (result === 'committed' ? rows.accepted : 0), 0);

describe.each(KINDS)('files of the kind %s in the drop folder', (kind) => {
  const sample = sampleRows(kind);
  const whole = csvOf(sample);
  const shorter = csvOf(sample.slice(0, -1));

  it('of the same bytes change nothing under another name', async () => {
    const world = await open();
    const first = await drop(world, kind, 'first', whole);
    expect(first).toMatchObject({ result: 'committed', rejected: [] });
    expect(first.rows.accepted).toBeGreaterThan(0);
    expect(await drop(world, kind, 'second', whole)).toMatchObject({ result: 'unchanged' });
  });

  it('of the same name are imported where their bytes are others', async () => {
    const world = await open();
    expect((await drop(world, kind, 'file', shorter, '1')).result).toBe('committed');
    const { result, rows } = await drop(world, kind, 'file', whole, '2');
    expect([result, rows.rejected]).toEqual(['committed', 0]);
  });

  it('are one import where an event is told twice at once', async () => {
    const world = await open();
    const key = `${folderOf(kind)}/file.csv`;
    await world.objects.put(key, whole, 'text/csv');
    const [a, b] = await Promise.all([work(world, key, '1'), work(world, key, '1')]);
    expect(a).toEqual(b);
    expect((await world.store.page(imports, {}, { limit: 10 })).records).toHaveLength(1);
  });

  it('are taken once where the same comes twice at once', async () => {
    const world = await open();
    const receipts = await Promise.all([
      drop(world, kind, 'first', whole),
      drop(world, kind, 'second', whole),
    ]);
    if (streamedKind(kind) === undefined)
      expect(receipts.map(({ result }) => result).toSorted()).toEqual(['committed', 'unchanged']);
    // Of events each side may take some. Rows that are records by themselves may be counted as new by both, and are there once.
    const { rows } = await drop(await open(), kind, 'alone', whole);
    if (RECORDS.has(kind)) expect(taken(receipts)).toBeGreaterThanOrEqual(rows.accepted);
    else expect(taken(receipts)).toBe(rows.accepted);
    expect(await drop(world, kind, 'third', whole)).toMatchObject({ result: 'unchanged' });
  });
});
