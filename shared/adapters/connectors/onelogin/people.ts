import * as z from 'zod';
import { toInstant } from '../../../domain/time.ts';
import type { PlatformPerson, PlatformReader } from '../../../ports/platform.ts';
import type { Bound } from '../vendor-connector.ts';
import { type ListCall, readList } from './pages.ts';
import { ONELOGIN_PERMISSIONS } from './permissions.ts';

/** "This call returns up to 50 users per page." */
const PAGE_SIZE = 50;

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value?.trim() ?? '') || null);

const id = z.int().transform(String);

/** A row of GET /api/2/users: only what we use. */
const userSchema = z.object({
  id,
  username: text,
  email: text,
  firstname: text,
  lastname: text,
  title: text,
  department: text,
  company: text,
  manager_user_id: id.nullish().catch(null),
  status: z.int(),
  state: z.int(),
  custom_attributes: z.record(z.string(), z.unknown()).nullish().catch(null),
  last_login: text,
});
type UserRow = z.infer<typeof userSchema>;

/** The list shows few attributes unless it is asked for more; where somebody lives or which number they have is no business of ours. */
const FIELDS = Object.keys(userSchema.shape).join(',');

/** https://developers.onelogin.com/api-docs/2/users/user-resource, `status`. Locked is for a while; whoever has a password to set can sign in again. */
const STATUSES: ReadonlyMap<number, readonly [PlatformPerson['status'], string]> = new Map([
  [0, ['staged', 'unactivated']],
  [1, ['active', 'active']],
  [2, ['suspended', 'suspended']],
  [3, ['active', 'locked']],
  [4, ['active', 'password expired']],
  [5, ['active', 'awaiting password reset']],
  [7, ['staged', 'password pending']],
  [8, ['active', 'security questions required']],
]);

/** `state`, other than approved: nobody of these is let in. */
const STATES: ReadonlyMap<number, readonly [PlatformPerson['status'], string]> = new Map([
  [0, ['staged', 'unapproved']],
  [2, ['suspended', 'rejected']],
  [3, ['suspended', 'unlicensed']],
]);

const statusOf = ({ status, state }: UserRow): readonly [PlatformPerson['status'], string] =>
  STATES.get(state) ?? STATUSES.get(status) ?? ['other', `status ${status}`];

/** A person's attributes are short; what is longer is no attribute of an org chart. */
const MOST_ATTRIBUTES = 50;
const MOST_CHARACTERS = 200;

const customOf = ({ company, custom_attributes }: UserRow): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ company, ...custom_attributes })
      .flatMap(([name, value]): [string, string][] => {
        const said = text.parse(value);
        return said === null || said.length > MOST_CHARACTERS ? [] : [[name, said]];
      })
      .slice(0, MOST_ATTRIBUTES),
  );

const toPerson = (row: UserRow): PlatformPerson => {
  const [status, vendorStatus] = statusOf(row);
  return {
    platformUserId: row.id,
    login: row.username ?? row.email ?? row.id,
    email: row.email,
    secondEmail: null,
    status,
    vendorStatus,
    firstName: row.firstname,
    lastName: row.lastname,
    displayName: null,
    title: row.title,
    department: row.department,
    managerRef: row.manager_user_id ?? null,
    city: null,
    region: null,
    countryCode: null,
    custom: customOf(row),
    lastLoginAt: row.last_login === null ? null : toInstant(row.last_login),
  };
};

const CALL: ListCall<UserRow> = {
  path: '/api/2/users',
  limit: PAGE_SIZE,
  query: { fields: FIELDS },
  scope: ONELOGIN_PERMISSIONS.users,
  row: userSchema,
  idOf: (row) => row.id,
};

/** Everybody of the account: GET /api/2/users. Whoever is deleted there is in it no more. */
export const listPeople =
  (bound: Pick<Bound, 'sendForAnswer'>): PlatformReader['listPeople'] =>
  async (cursor) => {
    const page = await readList(bound, CALL, cursor);
    if (page.kind !== 'ok') return page;
    return { kind: 'ok', value: { ...page.value, items: page.value.items.map(toPerson) } };
  };
