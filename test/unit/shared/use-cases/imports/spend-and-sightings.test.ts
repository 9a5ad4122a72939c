import { describe, expect, it } from 'vitest';
import type { DiscoveredApp } from '../../../../../shared/domain/discovered-app.ts';
import { discoveredApps } from '../../../../../shared/records/discovered-apps.ts';
import { importDrop } from '../../../../../shared/use-cases/drop-folder/import-drop.ts';
import { everyRecord } from '../../../../../shared/use-cases/every-record.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { DayLogWorld } from '../../../../support/day-log-world.ts';
import { fileNeeds, importDropped } from '../../../../support/dropped-files.ts';
import { Death } from '../../../../support/mortal.ts';
import { ADMIN } from '../../../../support/run-world.ts';

class BusinessWorld extends DayLogWorld {
  readonly files = fileNeeds();

  override deps() {
    return { ...super.deps(), ...this.files };
  }

  async drop(key: string, lines: readonly string[], putting = '1') {
    await this.objects.put(key, lines.join('\n'), 'text/csv');
    return importDropped(this.deps(), key, putting);
  }

  async apps(): Promise<DiscoveredApp[]> {
    const all: DiscoveredApp[] = [];
    for await (const app of everyRecord(this.store, discoveredApps, {})) all.push(app);
    return all.sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

const open = () => new BusinessWorld().open();

const SPEND = 'Vendor;Amount;Currency;Invoice date;Employee';

describe('a file of spend', () => {
  it('takes decimal amounts in either form, names what is wrong with each bad row, and takes each row once', async () => {
    const world = await open();
    const good = Array.from({ length: 300 }, (_, index) => `Miro;${String(index)},50;EUR;2026-02-03;`);
    const bad = ['Miro;1.234,50;EUR;2026-02-03;', 'Miro;1.5;JPY;2026-02-03;', ';5;EUR;2026-02-03;'];
    const lines = [SPEND, ...good, 'Calendly;1200;JPY;2026-01-31;ada@example.com', ...bad];
    const target = { kind: 'spend', applicationId: null } as const;
    const bytes = new TextEncoder().encode(lines.join('\n'));
    const job = await importCsv(world.deps(), ADMIN, target, bytes);
    const rows = await listImportRows(
      world.deps(),
      { importId: job.importId, verdict: 'rejected' },
      { limit: 10, after: null },
    );
    expect(rows.items.map(({ reason }) => reason)).toEqual([
      'amount: must be an amount such as 1234.50, without separators of thousands',
      'amount: must have at most 0 decimals in JPY',
      'vendorName: must be given where the file is of no application',
    ]);
    const { result, import: done } = await commitImport(world.deps(), ADMIN, job.importId);
    expect([result, done.rows]).toEqual(['committed', { accepted: 301, rejected: 3, unchanged: 0 }]);
    expect(await world.apps()).toMatchObject([
      { name: 'Calendly', spend: { totals: [{ amount: 1200, currency: 'JPY', items: 1 }] } },
      // 0.50 + 1.50 + … + 299.50 = 300 * 150 euro.
      { name: 'Miro', spend: { totals: [{ amount: 4_500_000, currency: 'EUR', items: 300 }] } },
    ]);
  });

  it('is refused whole above 1 % of bad rows, and changes nothing when it comes again', async () => {
    const world = await open();
    const good = Array.from({ length: 50 }, (_, index) => `Miro;${String(index)};EUR;2026-02-03;`);
    const refused = await world.drop('drop/spend/feb.csv', [SPEND, ...good, 'Miro;many;EUR;2026-02-03;']);
    expect(refused).toMatchObject({ result: 'refused', rows: { accepted: 50, rejected: 1 } });
    expect(await world.apps()).toEqual([]);
    const taken = await world.drop('drop/spend/feb.csv', [SPEND, ...good], '2');
    expect(taken).toMatchObject({ result: 'committed', rows: { accepted: 50, unchanged: 0 } });
    const apps = await world.apps();
    const again = await world.drop('drop/spend/other-name.csv', [SPEND, ...good, ...good]);
    expect(again).toMatchObject({ result: 'unchanged', rows: { accepted: 0, unchanged: 100 } });
    expect(await world.apps()).toMatchObject(apps.map(({ spend }) => ({ spend })));
  });

  it('comes to the same wherever its worker dies', async () => {
    const lines = [
      SPEND,
      ...Array.from(
        { length: 20 },
        (_, index) => `V${String(index % 4)};${String(index)};EUR;2026-0${String(1 + (index % 2))}-03;`,
      ),
    ];
    const whole = await open();
    const receipt = await whole.drop('drop/spend/a.csv', lines);
    const spends = (apps: readonly DiscoveredApp[]) => apps.map(({ key, spend }) => [key, spend]);
    for (let life = 1; life < 60; life += 3) {
      const world = await open();
      await world.objects.put('drop/spend/a.csv', lines.join('\n'), 'text/csv');
      const deps = { ...world.deps(), store: new Death(life, 'after').over(world.store, 'store') };
      await importDrop(deps, { key: 'drop/spend/a.csv', putting: '1' }).catch(() => undefined);
      const again = await world.drop('drop/spend/a.csv', lines);
      expect(again.rows, `dies at ${String(life)}`).toEqual(receipt.rows);
      expect(spends(await world.apps())).toEqual(spends(await whole.apps()));
    }
  });
});

describe('a file of sightings', () => {
  const HEADER = 'user,host,app,timestamp,sensor';

  it('is taken with its bad rows left out, and once', async () => {
    const world = await open();
    const good = Array.from(
      { length: 200 },
      (_, index) =>
        `p${String(index % 40)}@example.com,app${String(index % 5)}.com,,2026-02-${String(10 + (index % 7))}T09:00:00Z,proxy`,
    );
    const receipt = await world.drop('drop/sightings/feb.csv', [
      HEADER,
      ...good,
      'nobody,app1.com,,2026-02-10,proxy',
    ]);
    expect(receipt).toMatchObject({ result: 'committed', rows: { rejected: 1 } });
    expect(receipt.rejected).toEqual([{ line: 202, reason: 'email: must be a mail address' }]);
    const apps = await world.apps();
    expect(apps).toHaveLength(5);
    expect(apps[0]).toMatchObject({
      ...{ kind: 'domain', key: 'app0.com', name: 'app0.com' },
      sightings: { people: 8, firstOn: '2026-02-10', lastOn: '2026-02-16', sources: ['proxy'] },
    });
    const again = await world.drop('drop/sightings/again.csv', [HEADER, ...good.toReversed()]);
    expect(again).toMatchObject({ result: 'unchanged', rows: { accepted: 0 } });
    expect(await world.apps()).toEqual(apps);
  });

  it('is of no folder of its own', async () => {
    const world = await open();
    const receipt = await world.drop('drop/sightings/ins_00000000-one/feb.csv', [HEADER]);
    expect(receipt).toMatchObject({ result: 'refused', importId: null });
  });
});
