import { expect, it } from 'vitest';
import { NO_SEGMENT } from '../../../../../shared/domain/audit-segment.ts';
import { readSeal } from '../../../../../shared/use-cases/audit-seal/read-seal.ts';
import { searchUnsealed } from '../../../../../shared/use-cases/audit-seal/search-unsealed.ts';
import { SealWorld } from '../../../../support/seal-world.ts';

it('says where nothing is sealed yet', async () => {
  expect(await readSeal(new SealWorld().deps)).toEqual({
    ...{ number: 0, hash: NO_SEGMENT, events: 0 },
    ...{ sealedAt: null, lookedThroughUntil: null, sealedWithin: 'PT15M' },
  });
});

it('says the end that verification prints, which a chain written anew does not go through', async () => {
  const world = new SealWorld();
  await world.sealedTrail(2, 3);
  const noted = await readSeal(world.deps);
  expect(noted).toMatchObject({ number: 2, events: 6, sealedAt: world.surroundings.clock.now() });
  await world.sealedTrail(1, 1);
  expect((await world.verify([noted])).findings).toEqual([]);
  const other = new SealWorld();
  await other.sealedTrail(3, 1);
  expect((await other.verify([noted])).findings).not.toEqual([]);
});

it('says until when the table was looked through', async () => {
  const world = new SealWorld();
  await world.happen(2);
  world.surroundings.clock.advance(3_600_000);
  const { until } = await searchUnsealed(world.deps);
  expect(await readSeal(world.deps)).toMatchObject({ number: 1, events: 2, lookedThroughUntil: until });
});
