import { createHash } from 'node:crypto';
import { isAttributes, valueOf, type Attributes } from './attributes.ts';
import type { CompanyTenant, CompanyUser } from './company-file.ts';
import { NO_QUIRKS, quirksSchema, type Quirks } from './quirks.ts';

const DAY_MS = 86_400_000;
const FIRST_NUMBER = 100_001;

export interface ScimUser {
  readonly id: string;
  /** The id where ids are numbers. */
  readonly number: number;
  /** Everything but `schemas`, `id` and `meta`. */
  attributes: Attributes;
  bound: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  version: number;
}

/** One customer of the provider. */
export interface Tenant {
  readonly tenantId: string;
  readonly tokens: Set<string>;
  /** Secrets of clients, by their ids. */
  readonly clients: ReadonlyMap<string, string>;
  quirks: Quirks;
  /** In order of creation. */
  users: ScimUser[];
  nextNumber: number;
  /** Lists given so far. */
  lists: number;
}

/** An attribute of nothing is left out, as the standard has it. */
function attributesOf(user: CompanyUser): Attributes {
  const { givenName, familyName, email = user.userName } = user;
  const roles = (list: CompanyUser['roles']): Attributes[] =>
    list.map(({ value, type, display, primary }) => ({
      value,
      ...(type === undefined ? {} : { type }),
      ...(display === undefined ? {} : { display }),
      ...(primary === undefined ? {} : { primary }),
    }));
  return {
    userName: user.userName,
    name: { givenName, familyName, formatted: `${givenName} ${familyName}` },
    displayName: `${givenName} ${familyName}`,
    emails: [{ value: email, type: 'work', primary: true }],
    active: user.active,
    ...(user.externalId === undefined ? {} : { externalId: user.externalId }),
    ...(user.title === undefined ? {} : { title: user.title }),
    ...(user.userType === undefined ? {} : { userType: user.userType }),
    ...(user.roles.length === 0 ? {} : { roles: roles(user.roles) }),
    ...(user.entitlements.length === 0 ? {} : { entitlements: roles(user.entitlements) }),
    ...user.extensions,
  };
}

/** The same person has the same id in every start. */
function idOf(tenantId: string, number: number): string {
  const hash = createHash('sha256')
    .update(`${tenantId}/${String(number)}`)
    .digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}

export function addUser(tenant: Tenant, attributes: Attributes, bound: boolean, at: number): ScimUser {
  const number = tenant.nextNumber;
  const user = {
    id: idOf(tenant.tenantId, number),
    number,
    attributes,
    bound,
    createdAt: at,
    modifiedAt: at,
    version: 1,
  };
  tenant.nextNumber += 1;
  tenant.users.push(user);
  return user;
}

/** Turns the offsets of the company file into times before `start`. */
export function toTenant(file: CompanyTenant, start: number): Tenant {
  const tenant: Tenant = {
    tenantId: file.tenantId,
    tokens: new Set(file.tokens),
    clients: new Map(file.clients.map(({ clientId, clientSecret }) => [clientId, clientSecret])),
    quirks: quirksSchema.parse({ ...NO_QUIRKS, ...file.quirks }),
    users: [],
    nextNumber: FIRST_NUMBER,
    lists: 0,
  };
  for (const user of file.users)
    addUser(tenant, attributesOf(user), user.bound, start - user.createdDaysAgo * DAY_MS);
  return tenant;
}

/** By either form of its id. */
export function findUser(tenant: Tenant, key: string): ScimUser | undefined {
  return tenant.users.find(({ id, number }) => id === key || String(number) === key);
}

export function nameOf({ attributes }: ScimUser): string {
  const name = valueOf(attributes, 'userName');
  return typeof name === 'string' ? name : '';
}

export function userByName(tenant: Tenant, userName: string): ScimUser | undefined {
  const wanted = userName.toLowerCase();
  return tenant.users.find((user) => nameOf(user).toLowerCase() === wanted);
}

/** What the log keeps of a person: whether they are active, and every place that may tell of a license. */
export function logView({ attributes }: ScimUser): Readonly<Record<string, unknown>> {
  const extensions = Object.entries(attributes).filter(
    ([name, value]) => name.startsWith('urn:') && isAttributes(value),
  );
  return {
    active: valueOf(attributes, 'active') ?? null,
    userType: valueOf(attributes, 'userType') ?? null,
    roles: valueOf(attributes, 'roles') ?? [],
    entitlements: valueOf(attributes, 'entitlements') ?? [],
    ...Object.fromEntries(extensions),
  };
}
