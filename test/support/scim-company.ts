import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { User } from '../../shared/domain/user.ts';
import type { Basics, Caller } from '../../shared/use-cases/dependencies.ts';
import { changeGroup } from '../../shared/use-cases/scim/change-group.ts';
import { changeUser } from '../../shared/use-cases/scim/change-user.ts';
import { createGroup } from '../../shared/use-cases/scim/create-group.ts';
import { createUser } from '../../shared/use-cases/scim/create-user.ts';
import { deleteGroup } from '../../shared/use-cases/scim/delete-group.ts';
import { deleteUser } from '../../shared/use-cases/scim/delete-user.ts';
import type { ScimUserInput } from '../../shared/use-cases/scim/user-input.ts';

/** An identity provider that pushes with a SCIM token. */
export const PROVIDER: Caller = {
  actor: { kind: 'organization-token', tokenId: 'tok_00000000-0000-7000-8000-00000000aaaa' },
};

/** What a provider sends of somebody. */
export const sent = (name: string, more: Partial<ScimUserInput> = {}): ScimUserInput => ({
  userName: `${name}@example.com`,
  externalId: null,
  active: true,
  profile: { displayName: name, emails: [{ value: `${name}@example.com`, type: 'work', primary: true }] },
  ...more,
});

/** What SCIM would write of a user as they stand. */
export const asSent = ({ userName, externalId, active, scim }: User): ScimUserInput => ({
  ...{ userName, externalId, active },
  profile: scim?.profile ?? {},
});

/** What an identity provider does to a directory. */
export const provider = (deps: Basics) => ({
  push: (name: string, more: Partial<ScimUserInput> = {}): Promise<User> =>
    createUser(deps, PROVIDER, sent(name, more)),
  /** Changes some of what SCIM writes, on whatever stands there. */
  change: async (userId: string, more: Partial<ScimUserInput>, ifMatch?: number): Promise<User> => {
    const saved = await changeUser<never>(deps, PROVIDER, {
      ...{ userId, ifMatch },
      change: (current) => ({ kind: 'next', next: { ...asSent(current), ...more } }),
    });
    if (saved.kind === 'refused') throw new Error('nothing refuses here');
    return saved.user;
  },
  pushGroup: (displayName: string, userIds: readonly string[] = []) =>
    createGroup(deps, PROVIDER, { displayName, externalId: null, userIds }),
});

/** Everything an identity provider can do, once. */
export const everyPush = async (deps: Basics): Promise<void> => {
  const { push, change, pushGroup } = provider(deps);
  const { userId } = await push('ann');
  await change(userId, { active: false });
  const { groupId } = await pushGroup('Admins', [userId]);
  await changeGroup<never>(deps, PROVIDER, {
    groupId,
    change: ({ externalId }) => ({ kind: 'next', next: { displayName: 'Other', externalId, members: [] } }),
  });
  await deleteGroup(deps, PROVIDER, { groupId });
  await deleteUser(deps, PROVIDER, { userId });
};

/** A company in memory whose directory an identity provider keeps. */
export const scimCompany = () => {
  const deps = { ...fixedSurroundings(), store: new MemoryRecordStore() };
  return { deps, ...provider(deps) };
};
