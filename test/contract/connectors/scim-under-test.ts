import { parseCompany } from '../../../local/scim/company-file.ts';
import type { FaultEffect } from '../../../local/scim/fault-kinds.ts';
import type { Quirks } from '../../../local/scim/quirks.ts';
import { startScim } from '../../../local/scim/server.ts';
import { type Tenant, userByName } from '../../../local/scim/tenant.ts';
import type { VendorAccount } from '../../../shared/domain/account.ts';
import type { AccountsUnderTest } from './account-contract.ts';
import { SEATS, connectScim } from './connected-scim.ts';
import { SPOILT_ANSWERS } from './spoilt-answers.ts';
import type { Spot, Trouble } from './vendor-under-test.ts';

const PEOPLE = 13;
export const nameOf = (index: number): string => `p${String(index).padStart(2, '0')}@example.com`;
const SEAT = { type: 'seatType', value: 'Full' };

export const COMPANY = parseCompany({
  tenants: [
    {
      tenantId: 'one',
      tokens: ['token'],
      clients: [{ clientId: 'a client', clientSecret: 's&cret' }],
      quirks: { maxPageSize: 5 },
      users: Array.from({ length: PEOPLE }, (_, index) => ({
        userName: nameOf(index),
        active: index !== 1,
        bound: index !== 2,
        userType: 'Staff',
        extensions: { 'urn:example:seats:2.0:User': { seat: 'paid', note: 'kept' } },
        roles: index === 0 ? [SEAT, { type: 'team', value: 'admin' }] : [SEAT],
      })),
    },
  ],
});
export const EVERYBODY = Array.from({ length: PEOPLE }, (_, index) => nameOf(index));
export const MEMBER = nameOf(4);

/** The addresses of accounts, each once. */
export const emails = (accounts: readonly VendorAccount[]): string[] =>
  [...new Set(accounts.map(({ email }) => email))].sort();

/** A provider of SCIM in this process, and how a test drives it. */
export interface ScimUnderTest {
  readonly url: string;
  readonly endpoint: string;
  tenant(): Tenant;
  quirk(quirks: Partial<Quirks>): void;
  /** What the provider keeps of somebody; nothing where there is nobody of that name. */
  person(name?: string): Tenant['users'][number]['attributes'] | undefined;
  /** How many requests of a method it had. */
  requests(method: string): number;
  fault(method: string, effect: FaultEffect, nth?: number, times?: number): void;
  reset(): void;
  stop(): Promise<void>;
}

export const startScimUnderTest = async (): Promise<ScimUnderTest> => {
  const server = await startScim(0, { company: COMPANY });
  const { url, standIn } = server;
  const tenant = (): Tenant => {
    const found = standIn.tenant('one');
    if (found === undefined) throw new Error('There is no tenant.');
    return found;
  };
  return {
    url,
    endpoint: `${url}/scim/v2/one`,
    tenant,
    quirk: (quirks) => {
      Object.assign(tenant().quirks, quirks);
    },
    person: (name = MEMBER) => userByName(tenant(), name)?.attributes,
    requests: (method) => standIn.log.entries().filter((entry) => entry.method === method).length,
    fault: (method, effect, nth = 1, times = 1) => {
      standIn.faults.add({ effect, match: { method }, nth, times });
    },
    reset: () => {
      standIn.reset();
    },
    stop: () => server.close(),
  };
};

const PATCH_OF_USER = { method: 'PATCH', path: '/scim/v2/one/Users/*' };
const LIST = { method: 'GET', path: '/scim/v2/one/Users' };

const effectOf = (trouble: Trouble): FaultEffect =>
  trouble.kind === 'limited'
    ? { kind: 'rate-limit', seconds: trouble.seconds, retryAfter: 'seconds' }
    : SPOILT_ANSWERS[trouble.kind];

/** The same provider, as the suite of all vendors with accounts drives it; what it had when it was opened does not count. */
export const startScimAccounts = async (): Promise<AccountsUnderTest> => {
  const server = await startScim(0, { company: COMPANY });
  const { url, standIn } = server;
  const matchOf = (spot: Spot) => (spot === 'change' ? PATCH_OF_USER : LIST);
  return {
    accounts: EVERYBODY.map((email, index) => ({
      email,
      status: index === 1 ? 'inactive' : 'active',
      tier: 'licensed',
      role: index === 0 ? 'admin' : 'member',
      emailVerified: true,
    })),
    people: { member: MEMBER, second: nameOf(5) },
    open: async () => {
      const vendor = await connectScim(`${url}/scim/v2/one`, SEATS);
      standIn.log.clear();
      return vendor;
    },
    trouble: async (spot, trouble, times = 1) => {
      await Promise.resolve();
      standIn.faults.add({ effect: effectOf(trouble), match: matchOf(spot), nth: 1, times });
    },
    requests: (spot) => {
      const { method, path } = matchOf(spot);
      const isMeant = (entry: { readonly method: string; readonly path: string }): boolean =>
        entry.method === method && (path.endsWith('*') || entry.path === path);
      return Promise.resolve(standIn.log.entries().filter(isMeant).length);
    },
    reset: async () => {
      await Promise.resolve();
      standIn.reset();
    },
    stop: () => server.close(),
  };
};
