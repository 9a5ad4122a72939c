import * as z from 'zod';
import { toInstant } from '../../../domain/time.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { PlatformPerson, PlatformReader } from '../../../ports/platform.ts';
import type { Bound } from '../vendor-connector.ts';
import { readRows } from './pages.ts';
import { OKTA_PERMISSIONS } from './permissions.ts';
import { attributesOf, textOf } from './profile.ts';

const PAGE_SIZE = '200';

/** A row of GET /api/v1/users: only what we use; null values may be present or absent. */
const userSchema = z.object({
  id: z.string().min(1),
  status: z.string().min(1),
  lastLogin: z.string().nullish().catch(null),
  profile: z.looseObject({ login: z.string().min(1) }),
});
type UserRow = z.infer<typeof userSchema>;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/, `status`. The middle three can sign in again. */
const STATUSES: ReadonlyMap<string, PlatformPerson['status']> = new Map([
  ['ACTIVE', 'active'],
  ['RECOVERY', 'active'],
  ['PASSWORD_EXPIRED', 'active'],
  ['LOCKED_OUT', 'active'],
  ['STAGED', 'staged'],
  ['PROVISIONED', 'staged'],
  ['SUSPENDED', 'suspended'],
  ['DEPROVISIONED', 'deprovisioned'],
]);

const toPerson = ({ id, status, lastLogin, profile }: UserRow): PlatformPerson => ({
  platformUserId: id,
  login: profile.login,
  email: textOf(profile['email']),
  secondEmail: textOf(profile['secondEmail']),
  status: STATUSES.get(status) ?? 'other',
  vendorStatus: status,
  firstName: textOf(profile['firstName']),
  lastName: textOf(profile['lastName']),
  displayName: textOf(profile['displayName']),
  title: textOf(profile['title']),
  department: textOf(profile['department']),
  managerRef: textOf(profile['managerId']) ?? textOf(profile['manager']),
  city: textOf(profile['city']),
  region: textOf(profile['state']),
  countryCode: textOf(profile['countryCode']),
  custom: attributesOf(profile),
  lastLoginAt: typeof lastLogin === 'string' ? toInstant(lastLogin) : null,
});

/** The plain list leaves out who was deprovisioned, so they are a list of their own after it, by `search`. */
const cursorSchema = z.strictObject({
  list: z.enum(['present', 'gone']),
  after: z.string().min(1).nullable(),
});
type PeopleCursor = z.infer<typeof cursorSchema>;

const QUERIES = {
  present: { limit: PAGE_SIZE },
  gone: { limit: PAGE_SIZE, search: 'status eq "DEPROVISIONED"' },
} as const;

const write = (cursor: PeopleCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

const read = (text: string): PeopleCursor => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new CorruptDataError('A cursor of the list of people cannot be read.', { cause: error });
  }
};

/** Everybody of the org: GET /api/v1/users, twice. */
export const listPeople =
  (bound: Bound): PlatformReader['listPeople'] =>
  async (cursor) => {
    const { list, after }: PeopleCursor = cursor === null ? { list: 'present', after: null } : read(cursor);
    const page = await readRows(
      bound,
      {
        path: '/api/v1/users',
        query: QUERIES[list],
        label: 'users',
        scope: OKTA_PERMISSIONS.users,
        schema: z.array(userSchema),
      },
      after,
    );
    if (page.kind !== 'ok') return page;
    const { rows, after: following } = page.value;
    const next: PeopleCursor | null =
      following !== null
        ? { list, after: following }
        : list === 'present'
          ? { list: 'gone', after: null }
          : null;
    return {
      kind: 'ok',
      value: { items: rows.map(toPerson), next: next === null ? null : write(next) },
    };
  };
