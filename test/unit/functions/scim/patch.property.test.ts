import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isList, isObject } from '../../../../shared/contracts/scim/json.ts';
import { userSchema } from '../../../../shared/domain/user.ts';
import { users } from '../../../../shared/records/access.ts';
import { arbitraryOperation } from '../../../support/arbitrary-scim.ts';
import { scimWorld } from '../../../support/scim-world.ts';

const isPrimary = (element: unknown): boolean => isObject(element) && element['primary'] === true;

const FIRST = {
  userName: 'ada@example.com',
  title: 'Analyst',
  emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  permissionsRole: 'admin',
};

it('leaves a valid user after any operations, and the same one after refused ones', async () => {
  const { call, store } = await scimWorld();
  const { json } = await call('POST', '/Users', { body: FIRST });
  const path = `/Users/${String(json['id'])}`;
  const seen = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryOperation, { minLength: 1, maxLength: 4 }), async (operations) => {
      const before = await call('GET', path);
      const answer = await call('PATCH', path, { body: { Operations: operations } });
      const after = await call('GET', path);
      if (answer.status === 200) {
        seen.taken += 1;
        expect(after.json).toEqual(answer.json);
      } else {
        seen.refused += 1;
        expect(answer.status).toBe(400);
        expect(after.text).toBe(before.text);
      }
      const stored = await store.get(users, { userId: String(json['id']) });
      expect(userSchema.safeParse(stored).error).toBeUndefined();
      for (const value of Object.values(after.json))
        if (isList(value)) expect(value.filter(isPrimary).length).toBeLessThan(2);
      // What was read can be written back, and changes nothing.
      const same = await call('PUT', path, { body: after.json });
      expect(same.json['meta']).toEqual(after.json['meta']);
    }),
    { numRuns: 150 },
  );
  expect(seen.taken).toBeGreaterThan(10);
  expect(seen.refused).toBeGreaterThan(10);
});
