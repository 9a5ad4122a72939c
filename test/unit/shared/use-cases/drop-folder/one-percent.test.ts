import { describe, expect, it } from 'vitest';
import { dropReceiptSchema } from '../../../../../shared/contracts/drop-receipt.ts';
import { type ImportKind, importKindSchema } from '../../../../../shared/domain/import.ts';
import { instances } from '../../../../../shared/records/applications.ts';
import { put } from '../../../../../shared/records/change.ts';
import { importDrop } from '../../../../../shared/use-cases/drop-folder/import-drop.ts';
import { describeKinds, sampleRows } from '../../../../../shared/use-cases/imports/describe-kinds.ts';
import { bearsBadRows } from '../../../../../shared/use-cases/imports/kinds/import-kinds.ts';
import { CUSTOM } from '../../../../support/day-log-world.ts';
import { FileWorld } from '../../../../support/file-world.ts';

const KINDS = importKindSchema.options.filter(bearsBadRows);

const folderOf = (kind: ImportKind): string =>
  describeKinds().find((described) => described.kind === kind)?.of === 'instance'
    ? `drop/${kind}/${CUSTOM.instanceId}`
    : `drop/${kind}`;

/** Drops a file of the example's first row, so often, the last ones without their end. */
const drop = async (kind: ImportKind, rows: number, bad: number) => {
  const world = await new FileWorld().open();
  world.clock.advance(10 * 86_400_000);
  await world.seed(put(instances, { ...CUSTOM, ordinaryRoleIds: [] }, 'any'));
  const [header = [], first = []] = sampleRows(kind);
  const lines = Array.from({ length: rows }, (_, index) =>
    index < rows - bad ? first.join(',') : String(first[0]),
  );
  const key = `${folderOf(kind)}/file.csv`;
  await world.objects.put(key, [header.join(','), ...lines].join('\n'), 'text/csv');
  let { kind: came } = await importDrop(world.imports(), { key, putting: '1' });
  while (came === 'continues') ({ kind: came } = await importDrop(world.imports(), { key, putting: '1' }));
  const bytes = await world.objects.get(`${key}.receipt.json`);
  const receipt = dropReceiptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return [receipt.result, receipt.rows.rejected, receipt.rejected.length];
};

describe('one percent of bad rows', () => {
  it('is borne by kinds whose rows are each for themselves', () => {
    expect(KINDS).toEqual(['usage-events', 'sign-ins', 'spend', 'sightings']);
  });

  it.each(KINDS)('is left out and listed in a file of the kind %s', async (kind) => {
    expect(await drop(kind, 100, 1)).toEqual(['committed', 1, 1]);
    expect(await drop(kind, 300, 3)).toEqual(['committed', 3, 3]);
  });

  it.each(KINDS)('and a little more refuses a file of the kind %s', async (kind) => {
    expect(await drop(kind, 99, 1)).toEqual(['refused', 1, 1]);
    expect(await drop(kind, 299, 3)).toEqual(['refused', 3, 3]);
    expect(await drop(kind, 1, 1)).toEqual(['refused', 1, 1]);
  });
});
