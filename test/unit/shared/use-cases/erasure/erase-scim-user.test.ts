import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryErasureQueue } from '../../../../../shared/adapters/memory/memory-erasure-queue.ts';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';
import type { ScimProfile } from '../../../../../shared/domain/scim-user.ts';
import { ConflictError } from '../../../../../shared/errors.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import { workOnErasure } from '../../../../../shared/use-cases/erasure/erase-person.ts';
import { requestErasure } from '../../../../../shared/use-cases/erasure/request-erasure.ts';
import { followMembership } from '../../../../../shared/use-cases/scim/follow-membership.ts';
import { readMembers } from '../../../../../shared/use-cases/scim/group-members.ts';
import { listUsers } from '../../../../../shared/use-cases/scim/read-users.ts';
import { scimCompany, sent } from '../../../../support/scim-company.ts';

const ADMIN: Caller = { actor: { kind: 'user', userId: 'usr_00000000-0001', tokenId: null } };
const ADDRESS = 'zephyrina@example.com';
const ORDER = { address: ADDRESS, reason: 'Request 17' };

const cased = fc.constantFrom(ADDRESS, 'Zephyrina@Example.com', ADDRESS.toUpperCase());

/** Somebody whom an identity provider knows by the address, in one way at least, and by whatever else it says. */
const directoryUser = fc
  .record({
    userName: fc.option(cased),
    // Letter case counts in it: it is looked up as it is.
    externalId: fc.option(fc.constant(ADDRESS)),
    primary: fc.option(cased),
    work: fc.option(cased),
    phone: fc.option(fc.constant('+47 22 00 00 17')),
    street: fc.option(fc.constant('Quuxworth Lane 1')),
  })
  .filter(({ userName, externalId, primary, work }) =>
    [userName, externalId, primary, work].some((text) => text !== null),
  )
  .map(({ userName, externalId, primary, work, phone, street }) => ({
    userName: userName ?? 'zq17',
    externalId,
    profile: {
      ...{ name: { givenName: 'Zephyrina', familyName: 'Quuxworth' }, displayName: 'Zephyrina Quuxworth' },
      emails: [
        { value: primary ?? 'zq17@example.net', type: 'home', primary: true },
        ...(work === null ? [] : [{ value: work, type: 'work' }]),
      ],
      ...(phone === null ? {} : { phoneNumbers: [{ value: phone }] }),
      ...(street === null ? {} : { addresses: [{ streetAddress: street }] }),
    } satisfies ScimProfile,
  }));

const company = async (input: typeof directoryUser extends fc.Arbitrary<infer T> ? T : never) => {
  const { deps, push, change, pushGroup } = scimCompany();
  const objects = new MemoryObjectStore(deps.clock);
  const erasing = { ...deps, scan: deps.store, objects, erasureQueue: new MemoryErasureQueue() };
  const { userId } = await push('zq17', input);
  const manager = { value: userId, displayName: 'Zephyrina Quuxworth' };
  const bob = await push('bob', {
    profile: { ...sent('bob').profile, enterprise: { manager, department: 'Law' } },
  });
  const { groupId } = await pushGroup('Law', [userId, bob.userId]);
  await followMembership(deps, groupId);
  const erase = async (): Promise<void> => {
    const { erasureId } = await requestErasure(erasing, ADMIN, ORDER);
    await workOnErasure(erasing, { erasureId });
    // What the stream of audit events does.
    for (const { action, subjectId } of deps.store.auditTrail())
      if (action === 'user.deleted' && subjectId !== null) await followMembership(deps, subjectId);
    await followMembership(deps, groupId);
  };
  return { deps, userId, bob, groupId, change, erase };
};

describe('a user whom an identity provider keeps', () => {
  it('is refused while active, and once inactive leaves nothing in the directory but ids in events', async () => {
    await fc.assert(
      fc.asyncProperty(directoryUser, async (input) => {
        const { deps, userId, bob, groupId, change, erase } = await company(input);
        await expect(erase()).rejects.toThrow(ConflictError);
        await change(userId, { active: false });
        await erase();
        const rows = deps.store.everything().map((row) => JSON.stringify(row));
        expect(rows.filter((row) => /zephyrina|quuxworth|zq17|22 00 00 17/i.test(row))).toEqual([]);
        const led = deps.store.everything().filter((row) => JSON.stringify(row).includes(userId));
        expect(led.filter(({ collection }) => !collection.endsWith('-event'))).toEqual([]);
        expect((await readMembers(deps, groupId))?.userIds).toEqual([bob.userId]);
        const { total, users } = await listUsers(deps, { startIndex: 1, count: 10 });
        expect([total, users.map(({ userName }) => userName)]).toEqual([1, ['bob@example.com']]);
        expect(users[0]?.scim?.profile).toMatchObject({
          ...sent('bob').profile,
          enterprise: { department: 'Law' },
        });
      }),
      { numRuns: 40 },
    );
  });
});
