import { describe, expect, it } from 'vitest';
import { scimDependencies } from '../../../../functions/scim/scim-dependencies.ts';
import { scimRoutes } from '../../../../functions/scim/scim-routes.ts';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../shared/adapters/memory/memory-record-store.ts';
import { SETTINGS } from '../../../support/api-world.ts';

describe('routes of the SCIM service', () => {
  it('are at the paths they are loaded for, and at each of them', async () => {
    const basics = { ...fixedSurroundings(), store: new MemoryRecordStore() };
    for (const { paths, load } of scimRoutes(scimDependencies(SETTINGS, basics))) {
      const loaded = await load();
      expect(new Set(loaded.map(({ path }) => path))).toEqual(new Set(paths));
    }
  });
});
