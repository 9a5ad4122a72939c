import { describe, expect, it } from 'vitest';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { landPart } from '../../../../../shared/use-cases/imports/land-part.ts';
import {
  findPersonByAddress,
  getOrgChart,
  getPerson,
  listPeople,
} from '../../../../../shared/use-cases/people/read-people.ts';
import type { ShardPosition } from '../../../../../shared/use-cases/walk-shards.ts';
import { ADMIN, importWorld, person, persons } from '../imports/import-world.ts';

describe('reading people', () => {
  it('finds nobody before the first org chart', async () => {
    const { deps } = importWorld();
    expect(await getOrgChart(deps)).toBeUndefined();
    expect(await listPeople(deps, { limit: 10, after: null })).toEqual({ items: [], next: null });
    expect(await findPersonByAddress(deps, 'ann@x.example')).toBeUndefined();
    await expect(getPerson(deps, 'per_nobody-1')).rejects.toThrow('no person per_nobody-1');
  });

  it('lists everybody once over pages, also when the chart is replaced in between', async () => {
    const { deps } = importWorld();
    await landPart(deps, ADMIN, 'imp_first-1', { people: persons(100) });
    await commitImport(deps, ADMIN, 'imp_first-1');
    const seen: string[] = [];
    let after: ShardPosition | null = null;
    do {
      const page: Awaited<ReturnType<typeof listPeople>> = await listPeople(deps, { limit: 7, after });
      seen.push(...page.items.map(({ email }) => email));
      after = page.next;
      if (seen.length === 49) {
        await landPart(deps, ADMIN, 'imp_second-1', {
          people: persons(100).map((row) => ({ ...row, title: 'New' })),
        });
        await commitImport(deps, ADMIN, 'imp_second-1');
      }
    } while (after !== null);
    expect(seen.sort()).toEqual(persons(100).map(({ email }) => email));
    expect(await getOrgChart(deps)).toMatchObject({ importId: 'imp_second-1' });
  });

  it('shows a person as the org chart has them, without the version it is stored in', async () => {
    const { deps } = importWorld();
    const ann = person('ann', { emailAliases: ['a@x.example'], custom: { team: 'red' }, title: 'Lead' });
    await landPart(deps, ADMIN, 'imp_first-1', { people: [ann] });
    await commitImport(deps, ADMIN, 'imp_first-1');
    const found = await findPersonByAddress(deps, 'A@x.example');
    expect(found).toEqual({ ...ann, personId: found?.personId });
    expect(await getPerson(deps, found?.personId ?? '')).toEqual(found);
  });
});
