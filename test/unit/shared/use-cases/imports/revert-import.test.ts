import { describe, expect, it } from 'vitest';
import { REVERTIBLE_FOR } from '../../../../../shared/domain/import.ts';
import { plus } from '../../../../../shared/domain/time.ts';
import { orgCharts } from '../../../../../shared/records/org-chart.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import { addExemption } from '../../../../../shared/use-cases/exemptions/change-exemptions.ts';
import { listExemptions } from '../../../../../shared/use-cases/exemptions/read-exemptions.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import type { Target } from '../../../../../shared/use-cases/imports/import-record.ts';
import { revertImport, revertibleUntil } from '../../../../../shared/use-cases/imports/revert-import.ts';
import { sweepSets } from '../../../../../shared/use-cases/imports/sweep-sets.ts';
import { ADMIN, bytes, importWorld } from './import-world.ts';

const CHART = { kind: 'org-chart', applicationId: null } as const;
const LIST = { kind: 'exemptions', applicationId: null } as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type World = ReturnType<typeof importWorld>;

/** Commits a file of these addresses, and gives back its import. */
const take = async ({ deps }: World, target: Target, ...names: readonly string[]): Promise<string> => {
  const csv = bytes(['email', ...names.map((name) => `${name}@x.example`), ''].join('\n'));
  const { importId } = await importCsv(deps, ADMIN, target, csv);
  await commitImport(deps, ADMIN, importId, { acceptLoss: true });
  return importId;
};

const revert = ({ deps }: World, importId: string, caller = ADMIN) => revertImport(deps, caller, importId);

const exempt = async ({ deps }: World): Promise<string[]> => {
  const { items } = await listExemptions(
    deps,
    { scope: 'global', matchesNobody: false },
    { limit: 100, after: null },
  );
  return items.map(({ subject }) => (subject.kind === 'email' ? subject.email : '')).sort();
};

describe('taking an org chart back', () => {
  it('makes the one before it current again, with the people it had, by one event', async () => {
    const world = importWorld();
    await take(world, CHART, 'ada', 'bob');
    const before = await world.idsByEmail();
    const importId = await take(world, CHART, 'bob', 'eve');
    const events = world.actions().length;
    const { result, import: job } = await revert(world, importId);
    expect([result, job.state, job.revertedAt]).toEqual(['reverted', 'reverted', world.clock.now()]);
    expect(await world.idsByEmail()).toEqual(before);
    expect(world.actions().slice(events)).toEqual(['import.reverted']);
    expect(await world.store.get(orgCharts, {})).toMatchObject({ people: 2 });
  });

  it('is harmless when repeated, and when it races with itself', async () => {
    const world = importWorld();
    await take(world, CHART, 'ada');
    const importId = await take(world, CHART, 'bob');
    const events = world.actions().length;
    await Promise.all([revert(world, importId), revert(world, importId)]);
    expect((await revert(world, importId)).result).toBe('reverted');
    expect(world.actions().slice(events)).toEqual(['import.reverted']);
  });

  it('remembers who left with it: were they to come back, they would be the same people', async () => {
    const world = importWorld();
    await take(world, CHART, 'ada');
    const importId = await take(world, CHART, 'ada', 'eve');
    const eve = (await world.idsByEmail())['eve@x.example'];
    await revert(world, importId);
    await take(world, CHART, 'ada', 'eve');
    expect((await world.idsByEmail())['eve@x.example']).toBe(eve);
  });

  it('leaves a chart of nobody where there was none before it', async () => {
    const world = importWorld();
    const importId = await take(world, CHART, 'ada');
    await revert(world, importId);
    expect(await world.idsByEmail()).toEqual({});
    await take(world, CHART, 'bob');
    expect(Object.keys(await world.idsByEmail())).toEqual(['bob@x.example']);
  });

  it('goes back step by step, newest first', async () => {
    const world = importWorld();
    const imports = [];
    for (const name of ['ada', 'bob', 'eve']) imports.push(await take(world, CHART, name));
    const [, second = '', third = ''] = imports;
    await expect(revert(world, second)).rejects.toMatchObject({ code: 'superseded' });
    await revert(world, third);
    expect(Object.keys(await world.idsByEmail())).toEqual(['bob@x.example']);
    await revert(world, second);
    expect(Object.keys(await world.idsByEmail())).toEqual(['ada@x.example']);
  });

  it('is taken again where the same file comes again', async () => {
    const world = importWorld();
    await take(world, CHART, 'ada');
    await revert(world, await take(world, CHART, 'bob'));
    await take(world, CHART, 'bob');
    expect(Object.keys(await world.idsByEmail())).toEqual(['bob@x.example']);
  });

  it('is refused a week later, and until then its version is not swept', async () => {
    const world = importWorld();
    const first = await take(world, CHART, 'ada');
    const importId = await take(world, CHART, 'bob');
    const { import: job } = await commitImport(world.deps, ADMIN, importId);
    expect(revertibleUntil(job)).toBe(plus(world.clock.now(), REVERTIBLE_FOR));
    world.clock.advance(7 * DAY_MS - HOUR_MS);
    expect(await sweepSets(world.deps)).toEqual({ kind: 'done', swept: 0 });
    await revert(world, importId);
    expect(Object.keys(await world.idsByEmail())).toEqual(['ada@x.example']);
    world.clock.advance(HOUR_MS);
    await expect(revert(world, first)).rejects.toMatchObject({ code: 'too-late' });
    world.clock.advance(9 * DAY_MS);
    // What was taken back goes like every other version, what is current stays.
    expect(await sweepSets(world.deps)).toEqual({ kind: 'done', swept: 1 });
    expect(Object.keys(await world.idsByEmail())).toEqual(['ada@x.example']);
  });

  it('is refused whoever is restricted to some applications', async () => {
    const world = importWorld();
    const importId = await take(world, CHART, 'ada');
    const restricted: Caller = { ...ADMIN, restriction: { kind: 'only', applicationIds: [] } };
    await expect(revert(world, importId, restricted)).rejects.toThrow('You are restricted');
  });
});

describe('taking an exempt list back', () => {
  it('leaves the list as it was', async () => {
    const world = importWorld();
    await take(world, LIST, 'ada');
    const importId = await take(world, LIST, 'bob', 'eve');
    expect(await exempt(world)).toHaveLength(3);
    await revert(world, importId);
    expect(await exempt(world)).toEqual(['ada@x.example']);
  });

  it('leaves it empty where there was none', async () => {
    const world = importWorld();
    await revert(world, await take(world, LIST, 'ada'));
    expect(await exempt(world)).toEqual([]);
    await take(world, LIST, 'ada');
    expect(await exempt(world)).toEqual(['ada@x.example']);
  });

  it('is refused where somebody changed an entry since, or another file did', async () => {
    const world = importWorld();
    const first = await take(world, LIST, 'ada');
    const second = await take(world, LIST, 'bob');
    await expect(revert(world, first)).rejects.toMatchObject({ code: 'superseded' });
    const subject = { kind: 'email', email: 'eve@x.example' } as const;
    const more = { scope: 'global', subject, reason: 'On call', expiresAt: null } as const;
    await addExemption(world.deps, { ...ADMIN }, more);
    await expect(revert(world, second)).rejects.toThrow('Entries of the list were added');
    expect(await exempt(world)).toHaveLength(3);
  });
});

describe('an import that can’t be taken back', () => {
  it('says why', async () => {
    const world = importWorld();
    const csv = bytes('email\nada@x.example\n');
    const { importId } = await importCsv(world.deps, ADMIN, CHART, csv);
    await expect(revert(world, importId)).rejects.toMatchObject({ code: 'not-committed' });
    await commitImport(world.deps, ADMIN, importId);
    const same = await take(world, CHART, 'ada');
    await expect(revert(world, same)).rejects.toMatchObject({ code: 'nothing-to-revert' });
    const { import: job } = await commitImport(world.deps, ADMIN, same);
    expect(revertibleUntil(job)).toBeNull();
  });
});
