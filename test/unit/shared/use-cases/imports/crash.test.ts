import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';
import { SHARDS } from '../../../../../shared/domain/plan.ts';
import { chartAddresses, orgCharts, people, teamSizes } from '../../../../../shared/records/org-chart.ts';
import { addExemption } from '../../../../../shared/use-cases/exemptions/change-exemptions.ts';
import { exemptionsInForce } from '../../../../../shared/use-cases/exemptions/exemption-lookup.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { importCsv } from '../../../../../shared/use-cases/imports/import-csv.ts';
import type { CommitDeps } from '../../../../../shared/use-cases/imports/kinds/import-kind.ts';
import { landPart } from '../../../../../shared/use-cases/imports/land-part.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { ADMIN, bytes, importWorld, person, persons } from './import-world.ts';

type World = ReturnType<typeof importWorld>;

/** Objects whose n-th writing is cut off, before it is made or just after it. */
class CrashingObjects extends MemoryObjectStore {
  crashAt = 0;
  when: 'before' | 'after' = 'before';
  #puts = 0;

  override async put(key: string, body: string | Uint8Array, contentType: string): Promise<void> {
    this.#puts += 1;
    const isIt = this.#puts === this.crashAt;
    if (isIt && this.when === 'before') throw new CrashError('before');
    await super.put(key, body, contentType);
    if (isIt) throw new CrashError('after');
  }
}

/** Everything readers can see of the current chart: nothing of it may be missing or foreign. */
const visibleChart = async ({ store }: World): Promise<string[]> => {
  const chart = await store.get(orgCharts, {});
  if (chart === undefined) return [];
  const { chartId } = chart;
  const seen: string[] = [];
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const { records } = await store.page(people, { chartId, shard }, { limit: 1000 });
    for (const { email, emailAliases, personId } of records) {
      for (const address of [email, ...emailAliases])
        expect((await store.get(chartAddresses, { chartId, address }))?.personId).toBe(personId);
      const team = await store.get(teamSizes, { chartId, managerId: personId });
      seen.push(`${email} ${String(team?.size ?? 0)}`);
    }
  }
  expect(seen).toHaveLength(chart.people);
  return seen.sort();
};

const OLD = persons(6);
const NEW = [
  ...persons(6).map((row) => ({ ...row, managerEmail: 'p00001@x.example' })),
  person('new', { emailAliases: ['newer@x.example'] }),
];

const chartWorld = async (): Promise<World> => {
  const world = importWorld();
  await landPart(world.deps, ADMIN, 'imp_before-1', { people: OLD });
  await commitImport(world.deps, ADMIN, 'imp_before-1');
  return world;
};

/** Lands and commits the new chart, and says whether it was cut off. */
const bringIn = async (deps: CommitDeps): Promise<boolean> => {
  try {
    await landPart(deps, ADMIN, 'imp_after-1', { people: NEW.slice(0, 4) });
    await landPart(deps, ADMIN, 'imp_after-1', { people: NEW.slice(4) });
    await commitImport(deps, ADMIN, 'imp_after-1');
    return false;
  } catch (fault) {
    if (fault instanceof CrashError) return true;
    throw fault;
  }
};

const committed = ({ store }: World): number =>
  store.auditTrail().filter(({ action }) => action === 'import.committed').length;

describe('an org chart import that is cut off', () => {
  it.each(['before', 'after'] as const)(
    'at any call of the tables, %s it: readers see the old or the new chart whole, and repeating ends it once',
    async (when) => {
      const whole = await chartWorld();
      const oldChart = await visibleChart(whole);
      await bringIn(whole.deps);
      const newChart = await visibleChart(whole);
      let cut = true;
      let at = 1;
      for (; cut; at += 1) {
        const world = await chartWorld();
        cut = await bringIn({ ...world.deps, store: new CrashingStore(world.store, at, when) });
        expect([oldChart, newChart]).toContainEqual(await visibleChart(world));
        expect(await bringIn(world.deps)).toBe(false);
        expect(await visibleChart(world)).toEqual(newChart);
        expect(committed(world)).toBe(2);
      }
      expect(at).toBeGreaterThan(30);
    },
  );

  it.each(['before', 'after'] as const)('at any writing of an object, %s it', async (when) => {
    let cut = true;
    let at = 1;
    for (; cut; at += 1) {
      const world = await chartWorld();
      const objects = new CrashingObjects(world.clock);
      objects.crashAt = at;
      objects.when = when;
      cut = await bringIn({ ...world.deps, objects });
      expect(await bringIn({ ...world.deps, objects })).toBe(false);
      expect(await visibleChart(world)).toHaveLength(7);
      expect(committed(world)).toBe(2);
    }
    expect(at).toBeGreaterThan(4);
  });
});

describe('an exempt list import that is cut off', () => {
  it.each(['before', 'after'] as const)('at any call, %s it: all or none are exempt', async (when) => {
    const csv = bytes(
      `email\n${Array.from({ length: 120 }, (_, n) => `e${String(n)}@x.example`).join('\n')}`,
    );
    const emails = Array.from({ length: 120 }, (_, n) => `e${String(n)}@x.example`);
    const exempt = async ({ deps, clock }: World): Promise<number> => {
      const lookup = await exemptionsInForce(deps, ['global'], clock.now(), clock.now());
      expect(lookup.forAccount({ emails: ['kept@x.example'], vendorAccountId: null })).toHaveLength(1);
      return emails.filter(
        (email) => lookup.forAccount({ emails: [email], vendorAccountId: null }).length === 1,
      ).length;
    };
    let cut = true;
    let at = 1;
    for (; cut; at += 1) {
      const world = importWorld();
      await addExemption(world.deps, ADMIN, {
        scope: 'global',
        subject: { kind: 'email', email: 'kept@x.example' },
        reason: 'Board',
        expiresAt: null,
      });
      const { importId } = await importCsv(
        world.deps,
        ADMIN,
        { kind: 'exemptions', applicationId: null },
        csv,
      );
      const crashing = { ...world.deps, store: new CrashingStore(world.store, at, when) };
      cut = await commitImport(crashing, ADMIN, importId).then(
        () => false,
        () => true,
      );
      expect([0, 120]).toContain(await exempt(world));
      await commitImport(world.deps, ADMIN, importId);
      expect(await exempt(world)).toBe(120);
      expect(world.actions().filter((action) => action === 'exemptions.imported')).toHaveLength(1);
    }
    expect(at).toBeGreaterThan(10);
  });
});

describe('any charts one after another, cut off anywhere', () => {
  it('end as the last one, and everybody who stays keeps their id', async () => {
    const names = ['ann', 'bob', 'cas', 'dee', 'eve', 'fay'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 5, maxLength: 5 }),
        async (charts, cuts) => {
          const world = importWorld();
          const everSeen = new Map<string, string>();
          for (const [index, chart] of charts.entries()) {
            const importId = `imp_chart-${String(index)}`;
            const run = async (deps: CommitDeps): Promise<void> => {
              await landPart(deps, ADMIN, importId, { people: chart.map((name) => person(name)) });
              await commitImport(deps, ADMIN, importId, { acceptLoss: true });
            };
            const crashing = new CrashingStore(world.store, cuts[index] ?? 1, 'after');
            await run({ ...world.deps, store: crashing }).catch(() => undefined);
            await run(world.deps);
            const ids = await world.idsByEmail();
            expect(Object.keys(ids)).toEqual(chart.map((name) => `${name}@x.example`).sort());
            for (const [email, id] of Object.entries(ids)) {
              expect(everSeen.get(email) ?? id).toBe(id);
              everSeen.set(email, id);
            }
          }
          expect(new Set(everSeen.values()).size).toBe(everSeen.size);
        },
      ),
      { numRuns: 40 },
    );
  });
});
