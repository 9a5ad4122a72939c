import { expect, it } from 'vitest';
import { ENTRA } from '../../../scim/entra.ts';
import { OKTA } from '../../../scim/okta.ts';
import { play } from '../../../scim/sequence.ts';
import { scimWorld } from '../../../support/scim-world.ts';

it.each([...OKTA, ...ENTRA])('$name goes as the client expects', async (sequence) => {
  const { call } = await scimWorld();
  expect(await play(call, sequence, 'unit')).toEqual([]);
});
