import { describe, expect, it } from 'vitest';
import { PapaCsvReader } from '../../../../../shared/adapters/csv/papa-csv-reader.ts';
import { MemoryMachines } from '../../../../../shared/adapters/memory/memory-machines.ts';
import { ConflictError, RestrictedError } from '../../../../../shared/errors.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import { commitImport } from '../../../../../shared/use-cases/imports/commit-import.ts';
import { chartOfPlatform } from '../../../../../shared/use-cases/platform/chart-of-platform.ts';
import { getOrgChart } from '../../../../../shared/use-cases/people/read-people.ts';
import { PlatformWorld } from '../../../../support/platform-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const open = async (people: number) => {
  const world = await new PlatformWorld().openWith(people);
  const deps = { ...world.depsOn(), csv: new PapaCsvReader(), machines: new MemoryMachines() };
  const take = (caller: Caller = ADMIN) => chartOfPlatform(deps, caller, IDS.instance);
  const commit = (importId: string, acceptLoss = false) =>
    commitImport(deps, ADMIN, importId, { acceptLoss });
  const size = async () => (await getOrgChart(deps))?.people ?? 0;
  return { world, take, commit, size };
};

describe('the people of a platform as the org chart', () => {
  it('are up for review like a file, and current once a person commits them', async () => {
    const { world, take, commit, size } = await open(10);
    await world.sync(1);
    const job = await take();
    expect(job).toMatchObject({
      ...{ kind: 'org-chart', source: 'platform', state: 'review' },
      rows: { accepted: 10, rejected: 0, unchanged: 0 },
    });
    expect(await size()).toBe(0);
    expect((await commit(job.importId)).result).toBe('committed');
    expect(await size()).toBe(10);
    expect((await commit((await take()).importId)).result).toBe('unchanged');
  });

  it('are held where too many are lost, until a person accepts that', async () => {
    const { world, take, commit, size } = await open(12);
    await world.setChart(
      Array.from({ length: 30 }, (_, n) => ({ email: `imported-${String(n)}@example.com` })),
    );
    await world.sync(1);
    const { importId } = await take();
    expect((await commit(importId)).result).toBe('held');
    expect(await size()).toBe(30);
    expect((await commit(importId, true)).result).toBe('committed');
    expect(await size()).toBe(12);
  });

  it('are refused where nobody was read, or where the caller sees some applications only', async () => {
    const { world, take } = await open(3);
    await expect(take()).rejects.toBeInstanceOf(ConflictError);
    await world.sync(1);
    const restricted: Caller = { ...ADMIN, restriction: { kind: 'only', applicationIds: [IDS.application] } };
    await expect(take(restricted)).rejects.toBeInstanceOf(RestrictedError);
    world.platform.failAlways('listPeople', { kind: 'not-granted', scope: 'people' });
    await world.sync(2);
    await expect(take()).rejects.toMatchObject({ code: 'not-read' });
  });
});
