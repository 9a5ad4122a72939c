import { describe, expect, it } from 'vitest';
import { chartAddresses, orgCharts, teamSizes } from '../../../../../shared/records/org-chart.ts';
import { setVersions } from '../../../../../shared/records/imports.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { discardImport } from '../../../../../shared/use-cases/imports/discard-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import { landPart } from '../../../../../shared/use-cases/imports/land-part.ts';
import { openImport } from '../../../../../shared/use-cases/imports/open-import.ts';
import { getReceipt, listImportRows } from '../../../../../shared/use-cases/imports/read-imports.ts';
import { sweepSets } from '../../../../../shared/use-cases/imports/sweep-sets.ts';
import type { OrgChartRow } from '../../../../../shared/domain/person.ts';
import { findPersonByAddress, getPerson } from '../../../../../shared/use-cases/people/read-people.ts';
import { ADMIN, bytes, importWorld, person, persons } from './import-world.ts';

const ORG = { kind: 'org-chart', applicationId: null } as const;
type World = ReturnType<typeof importWorld>;

const landAll = async ({ deps }: World, ...parts: readonly (readonly OrgChartRow[])[]) => {
  const { importId } = await openImport(deps, ADMIN, ORG);
  for (const people of parts) await landPart(deps, ADMIN, importId, { people: [...people] });
  return importId;
};

const replace = async (world: World, people: readonly OrgChartRow[], options = {}) =>
  commitImport(world.deps, ADMIN, await landAll(world, people), options);

describe('an org chart in parts', () => {
  it('becomes current whole, with addresses, teams and one event', async () => {
    const world = importWorld();
    const boss = person('boss', { emailAliases: ['chief@x.example'] });
    const team = [
      person('ann', { managerEmail: 'chief@x.example' }),
      person('bob', { managerEmail: 'boss@x.example' }),
    ];
    const importId = await landAll(world, [boss], team);
    expect(await world.idsByEmail()).toEqual({});
    const { result } = await commitImport(world.deps, ADMIN, importId);
    expect(result).toBe('committed');
    const chart = await world.store.get(orgCharts, {});
    expect(chart).toMatchObject({ people: 3, version: 1, importId });
    const found = await findPersonByAddress(world.deps, ' Chief@X.example');
    expect(found).toMatchObject({
      email: 'boss@x.example',
      personId: (await world.idsByEmail())['boss@x.example'],
    });
    const team1 = { chartId: chart?.chartId ?? '', managerId: found?.personId ?? '' };
    expect(await world.store.get(teamSizes, team1)).toMatchObject({ size: 2 });
    expect(await getPerson(world.deps, found?.personId ?? '')).toEqual(found);
    expect(world.actions()).toEqual([
      'import.opened',
      'import.landed',
      'import.landed',
      'import.landed',
      'import.committed',
    ]);
    expect(JSON.stringify(world.store.auditTrail())).not.toContain('@');
  });

  it('is not changed by the same part again, before the commit or after', async () => {
    const world = importWorld();
    const importId = await landAll(world, persons(3));
    const again = await landPart(world.deps, ADMIN, importId, { people: persons(3) });
    expect(again).toMatchObject({ result: 'unchanged', import: { parts: 1 } });
    const { import: done } = await commitImport(world.deps, ADMIN, importId);
    expect(done.rows.accepted).toBe(3);
    expect((await landPart(world.deps, ADMIN, importId, { people: persons(3) })).result).toBe('unchanged');
    await expect(landPart(world.deps, ADMIN, importId, { people: persons(1, 9) })).rejects.toMatchObject({
      code: 'import-ended',
    });
  });

  it('opens an import of an id the caller chose', async () => {
    const world = importWorld();
    await Promise.all(
      [1, 11, 21].map((from) => landPart(world.deps, ADMIN, 'imp_nightly-1', { people: persons(10, from) })),
    );
    const { import: done } = await commitImport(world.deps, ADMIN, 'imp_nightly-1');
    expect(done).toMatchObject({ parts: 3, rows: { accepted: 30 } });
    expect(Object.keys(await world.idsByEmail())).toHaveLength(30);
  });

  it('takes 1,000 people a part and not one more', async () => {
    const world = importWorld();
    const importId = await landAll(world, persons(1000));
    await expect(landPart(world.deps, ADMIN, importId, { people: persons(1001) })).rejects.toThrow(
      'A part holds at most 1000 people',
    );
    await commitImport(world.deps, ADMIN, importId);
    expect(Object.keys(await world.idsByEmail())).toHaveLength(1000);
  });

  it('takes nothing while a row is rejected, and says which', async () => {
    const world = importWorld();
    await replace(world, [person('ann')]);
    const importId = await landAll(
      world,
      [person('ann'), person('bob')],
      [person('bob', { title: 'Other' })],
    );
    const { result, import: job } = await commitImport(world.deps, ADMIN, importId);
    expect(result).toBe('rejected-rows');
    expect(job).toMatchObject({ state: 'review', rows: { accepted: 0, rejected: 2, unchanged: 1 } });
    const { items } = await listImportRows(
      world.deps,
      { importId, verdict: 'rejected' },
      { limit: 10, after: null },
    );
    expect(items.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'shares an address with line 3'],
      [3, 'shares an address with line 2'],
    ]);
    expect((await commitImport(world.deps, ADMIN, importId)).import.version).toBe(job.version);
    expect(Object.keys(await world.idsByEmail())).toEqual(['ann@x.example']);
  });

  it('accepts a manager who is not in the set, with a warning', async () => {
    const world = importWorld();
    const importId = await landAll(world, [person('ann', { managerEmail: 'gone@x.example' })]);
    await commitImport(world.deps, ADMIN, importId);
    expect(await getReceipt(world.deps, importId)).toMatchObject({
      result: 'committed',
      warnings: 1,
      rejected: [],
    });
  });

  it('says so when nothing is new, and leaves the chart alone', async () => {
    const world = importWorld();
    await replace(world, persons(5));
    const before = await world.store.get(orgCharts, {});
    const again = await replace(world, persons(5).reverse());
    expect(again).toMatchObject({
      result: 'unchanged',
      import: { state: 'committed', rows: { unchanged: 5 } },
    });
    expect(await world.store.get(orgCharts, {})).toEqual(before);
  });

  it('refuses an empty import and a discarded one', async () => {
    const world = importWorld();
    const { importId } = await openImport(world.deps, ADMIN, ORG);
    await expect(commitImport(world.deps, ADMIN, importId)).rejects.toMatchObject({ code: 'empty' });
    expect((await discardImport(world.deps, ADMIN, importId)).state).toBe('discarded');
    await expect(commitImport(world.deps, ADMIN, importId)).rejects.toMatchObject({ code: 'import-ended' });
  });
});

describe('losing people', () => {
  it('is held beyond 20 %, told once, and goes through when accepted', async () => {
    const world = importWorld();
    await replace(world, persons(10));
    expect((await replace(world, persons(8))).result).toBe('committed');
    const importId = await landAll(world, persons(6));
    const held = await commitImport(world.deps, ADMIN, importId);
    expect(held).toMatchObject({ result: 'held', import: { state: 'held' } });
    expect(held.import.reason).toBe('2 of 8 people of the current org chart are missing.');
    expect((await commitImport(world.deps, ADMIN, importId)).result).toBe('held');
    expect(world.actions().filter((action) => action === 'import.held-for-review')).toHaveLength(1);
    expect(Object.keys(await world.idsByEmail())).toHaveLength(8);
    expect((await commitImport(world.deps, ADMIN, importId, { acceptLoss: true })).result).toBe('committed');
    expect(Object.keys(await world.idsByEmail())).toHaveLength(6);
  });

  it('counts a renamed person as kept and a replaced one as lost', async () => {
    const world = importWorld();
    await replace(world, [person('ann'), person('bob')]);
    const renamed = person('ann-new', { emailAliases: ['ann@x.example'] });
    expect((await replace(world, [renamed, person('bob')])).result).toBe('committed');
    expect((await replace(world, [person('eve'), person('bob')])).result).toBe('held');
  });
});

describe('who somebody is', () => {
  it('stays the same over renames by alias, and over leaving and coming back', async () => {
    const world = importWorld();
    const rest = persons(9);
    await replace(world, [person('ann'), ...rest]);
    const ann = (await world.idsByEmail())['ann@x.example'];
    await replace(world, [person('ann-b', { emailAliases: ['ann@x.example'] }), ...rest]);
    await replace(world, [person('ann-c', { emailAliases: ['ann-b@x.example'] }), ...rest]);
    expect((await world.idsByEmail())['ann-c@x.example']).toBe(ann);
    await replace(world, rest);
    expect(await findPersonByAddress(world.deps, 'ann-c@x.example')).toBeUndefined();
    await replace(world, [person('ann'), ...rest]);
    expect((await world.idsByEmail())['ann@x.example']).toBe(ann);
  });
});

describe('commits that race', () => {
  it('of one import take effect once', async () => {
    const world = importWorld();
    const importId = await landAll(world, persons(20));
    const results = await Promise.all([1, 2, 3].map(() => commitImport(world.deps, ADMIN, importId)));
    expect(results.map(({ result }) => result)).toEqual(['committed', 'committed', 'committed']);
    expect(world.actions().filter((action) => action === 'import.committed')).toHaveLength(1);
    expect(await world.store.get(orgCharts, {})).toMatchObject({ version: 1, people: 20 });
    expect((await getReceipt(world.deps, importId)).result).toBe('committed');
  });

  it('of two imports end with one of them whole, and keep who is who', async () => {
    const world = importWorld();
    await replace(world, persons(10));
    const before = await world.idsByEmail();
    const first = await landAll(world, persons(11));
    const second = await landAll(world, persons(12));
    await Promise.all([commitImport(world.deps, ADMIN, first), commitImport(world.deps, ADMIN, second)]);
    const chart = await world.store.get(orgCharts, {});
    const after = await world.idsByEmail();
    expect(chart).toMatchObject({ version: 3, people: chart?.importId === first ? 11 : 12 });
    expect(Object.keys(after)).toHaveLength(chart?.people ?? 0);
    expect(after).toMatchObject(before);
  });
});

describe('an org chart larger than one call', () => {
  it('goes on where it stopped', async () => {
    const world = importWorld();
    const parts = [persons(1000), persons(1000, 1001)];
    const importId = await landAll(world, ...parts);
    const slow = {
      ...world.deps,
      clock: {
        now: () => (world.clock.advance(4000), world.clock.now()),
        sleep: (ms: number) => world.clock.sleep(ms),
      },
    };
    const results: string[] = [];
    for (let calls = 0; calls < 10 && results.at(-1) !== 'committed'; calls += 1) {
      results.push((await commitImport(slow, ADMIN, importId)).result);
      if (results.at(-1) !== 'committed') expect(await world.idsByEmail()).toEqual({});
    }
    expect(results.length).toBeGreaterThan(1);
    expect(results.at(-1)).toBe('committed');
    expect(Object.keys(await world.idsByEmail())).toHaveLength(2000);
  });
});

describe('old versions', () => {
  it('are swept eight days after they ended, and nothing else', async () => {
    const world = importWorld();
    await replace(world, persons(999));
    const old = await world.store.get(orgCharts, {});
    await replace(world, [...persons(999), person('new')]);
    expect((await sweepSets(world.deps)).swept).toBe(0);
    world.clock.advance(8 * 86_400_000 + 1);
    expect(await sweepSets(world.deps)).toEqual({ kind: 'done', swept: 1 });
    const gone = { chartId: old?.chartId ?? '', address: 'p00001@x.example' };
    expect(await world.store.get(chartAddresses, gone)).toBeUndefined();
    expect(Object.keys(await world.idsByEmail())).toHaveLength(1000);
    const { records } = await world.store.page(setVersions, { kind: 'org-chart' }, { limit: 9 });
    expect(records).toHaveLength(1);
  });
});

describe('an org chart as CSV', () => {
  it('reads what a directory exports, with bad rows by their line', async () => {
    const world = importWorld();
    const csv =
      '\ufeffE-Mail;Manager;Hire Date;Team\r\nann@x.example;bob@x.example;2024-02-01;"A; ""b"""\r\nBOB@X.example;;;\r\nnonsense;;;\r\n;;2024-13-01;x\r\n';
    const job = await importCsv(world.deps, ADMIN, ORG, bytes(csv));
    expect(job).toMatchObject({ state: 'review', rows: { accepted: 2, rejected: 2, unchanged: 0 } });
    const { items } = await listImportRows(
      world.deps,
      { importId: job.importId },
      { limit: 10, after: null },
    );
    expect(items.map(({ line, verdict, reason }) => [line, verdict, reason])).toEqual([
      [2, 'accepted', null],
      [3, 'accepted', null],
      [4, 'rejected', 'email: must be a mail address'],
      [5, 'rejected', expect.stringContaining('email:')],
    ]);
    expect((await commitImport(world.deps, ADMIN, job.importId)).result).toBe('rejected-rows');
  });

  it('opens nothing for a file it can not read', async () => {
    const world = importWorld();
    await expect(importCsv(world.deps, ADMIN, ORG, bytes('name\nx\n'))).rejects.toThrow('no column email');
    await expect(importCsv(world.deps, ADMIN, ORG, new Uint8Array(4 * 1024 * 1024 + 1))).rejects.toThrow(
      'POST /v1/imports/uploads',
    );
    expect(world.actions()).toEqual([]);
  });

  it('pages through the review', async () => {
    const world = importWorld();
    const rows = persons(2500).map(({ email }, index) => (index % 1000 === 999 ? 'bad' : email));
    const job = await importCsv(world.deps, ADMIN, ORG, bytes(`email\n${rows.join('\n')}`));
    const lines: number[] = [];
    for (let after: string | null = null, pages = 0; pages < 30; pages += 1) {
      const page: { items: readonly { line: number }[]; next: string | null } = await listImportRows(
        world.deps,
        { importId: job.importId },
        { limit: 400, after },
      );
      lines.push(...page.items.map(({ line }) => line));
      after = page.next;
      if (after === null) break;
    }
    expect(lines).toEqual(Array.from({ length: 2500 }, (_, index) => index + 2));
    const bad = await listImportRows(
      world.deps,
      { importId: job.importId, verdict: 'rejected' },
      { limit: 9, after: null },
    );
    expect(bad.items.map(({ line }) => line)).toEqual([1001, 2001]);
  });
});
