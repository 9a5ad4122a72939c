import { type Sought, withFound } from '../../domain/erasure.ts';
import { type ScimProfile, addressesOf } from '../../domain/scim-user.ts';
import type { User } from '../../domain/user.ts';
import type { StoredRow } from '../../ports/record-scan.ts';
import { users } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import type { Looking, RowRule } from './row-rule.ts';

/** Whether a user has one of the addresses, by whatever leads to them. */
const isTheirs = (user: User, { addresses }: Sought): boolean =>
  [...addressesOf(user), user.userName, user.externalId ?? ''].some((text) =>
    addresses.includes(text.trim().toLowerCase()),
  );

/** The id of a user who has one of the addresses and may no longer come in; undefined for all other rows. */
export const inactiveUserOf = ({ collection, document }: StoredRow, sought: Sought): string | undefined => {
  if (collection !== users.name) return undefined;
  const user = users.schema.parse(document);
  return !user.active && isTheirs(user, sought) ? user.userId : undefined;
};

const namesOf = ({ name }: ScimProfile): Sought['names'] =>
  name?.givenName && name.familyName ? [{ first: name.givenName, last: name.familyName }] : [];

/** The profile of somebody else, whose manager they may be. Its own addresses lead to that user, and stay. */
const withoutManager = (profile: ScimProfile, { sought, scrub }: Looking): unknown => {
  const { enterprise, emails } = profile;
  const { value, displayName = '' } = enterprise?.manager ?? {};
  const isManager =
    sought.userIds.some((userId) => userId === value) ||
    scrub.isAddress(value ?? '') ||
    sought.names.some(({ first, last }) =>
      [`${first} ${last}`, `${last}, ${first}`, `${last} ${first}`].includes(displayName),
    );
  const rest = Object.fromEntries(Object.entries(enterprise ?? {}).filter(([field]) => field !== 'manager'));
  const others = scrub.value(isManager ? { ...profile, enterprise: rest } : profile);
  return others === profile || emails === undefined || typeof others !== 'object'
    ? others
    : { ...others, emails };
};

/**
 * What erasing does with users. One who has an address goes by `removeUser`, with all that leads to them; one who is still active by then
 * stays, whole. Others lose the manager they have in their profile.
 */
export const USER_RULE: RowRule = {
  name: users.name,
  says: 'the user who has an address, once inactive: removed; where they manage somebody, the manager',
  learn: (document, { sought }) => {
    const user = users.schema.parse(document);
    if (user.active || !isTheirs(user, sought)) return sought;
    return withFound(sought, { userIds: [user.userId], names: namesOf(user.scim?.profile ?? {}) });
  },
  change: (document, looking) => {
    const user = users.schema.parse(document);
    if (user.scim === undefined || isTheirs(user, looking.sought)) return [];
    const { profile } = user.scim;
    const cleaned = withoutManager(profile, looking);
    if (cleaned === profile) return [];
    const { version } = user;
    const scim = { ...user.scim, profile: cleaned };
    return [put(users, users.schema.parse({ ...user, scim, version: version + 1 }), { version })];
  },
};
