import Papa from 'papaparse';
import type { CompanyFileInput } from '../../../local/zoom/company-file.ts';
import { peopleRows, zoomAccount as sampleAccount } from '../sample-company/company-files.ts';
import { FAULT_MEMBERS, type FaultTenant, faultSeeds, faultTenant } from './fault-company.ts';

type Account = CompanyFileInput['accounts'][number];
type ZoomUser = Account['users'][number];

/** Every test file has a Zoom account of its own, so that none disturbs another. */
export const TENANTS = [
  'main-job',
  'person-gone',
  'person-erased',
  'act-once',
  'answers',
  'called-off',
  'pages',
  'pages-connect',
  'oauth',
  'oauth-other',
  'parked',
  'irreversible',
  'pauses',
  'rates',
  'daily-limit',
  'daily-reads',
  'schedule',
  'sync',
  'disconnected',
  'crash',
  'redriven',
  'dead-letters',
  'scanners',
  'kill-switch',
  'mail-line',
  'webhooks',
  'uninstalled',
  'disconnected-by-us',
  'promoted',
  'support-contact',
  'pull-sanity',
  'pull-fails',
  'lost-sync',
  'mail-long',
  'manual-deprovision',
  'odd-files',
  'uninstalled-paused',
  'uninstalled-waiting',
  'uninstalled-parked',
  'uninstalled-acting',
  'uninstalled-acted',
  'connection-health',
  'insight',
  'odd-pulls',
  'need',
  'two-observations',
] as const;
export type TenantName = (typeof TENANTS)[number] | FaultTenant;

/** Who is in every Zoom account; times are days before now. */
interface Member {
  readonly seat: Partial<ZoomUser> & { readonly createdDaysAgo: number };
  /** False where the address is nobody's in the org chart. */
  readonly isPerson: boolean;
}

const member = (seat: Partial<ZoomUser>, isPerson = true): Member => ({
  seat: { createdDaysAgo: 500, lastLoginDaysAgo: 0.5, ...seat },
  isPerson,
});

const MEMBERS = {
  owner: member({ roleId: '0' }),
  admin: member({ roleId: '1', lastLoginDaysAgo: 120 }),
  unused: member({ lastLoginDaysAgo: 90 }),
  keeper: member({ lastLoginDaysAgo: 80 }),
  returner: member({ lastLoginDaysAgo: 75 }),
  exempt: member({ lastLoginDaysAgo: 100 }),
  newcomer: member({ createdDaysAgo: 20, lastLoginDaysAgo: 19 }),
  stranger: member({ lastLoginDaysAgo: 110 }, false),
  inactive: member({ status: 'inactive', type: 1, lastLoginDaysAgo: 150 }),
  invited: member({ status: 'pending', createdDaysAgo: 3 }),
} as const satisfies Record<string, Member>;

/** Members whom the usual rule matches; `exempt` only where no exemption protects. */
export const UNUSED_MEMBERS = ['unused', 'keeper', 'returner', 'exempt'] as const;

/** People in plain use, so many that three of a plan stay within 10 % of the licensed accounts. */
const BUSY = 34;

const memberNames = (): [string, Member][] => [
  ...Object.entries(MEMBERS),
  ...Array.from({ length: BUSY }, (_, index): [string, Member] => [
    `busy-${String(index + 1).padStart(2, '0')}`,
    member({ lastLoginDaysAgo: 0.5 + (index % 5) }),
  ]),
];

/** The address of a member of a tenant. */
export const addressOf = (tenant: TenantName, who: string): string => `${who}@${tenant}.example.com`;

/** The id of a tenant's Zoom account. */
export const zoomAccountOf = (tenant: TenantName): string => `Taccount-${tenant}`;

const membersOf = (tenant: TenantName): [string, Member][] =>
  tenant.startsWith('faults-')
    ? FAULT_MEMBERS.map(({ who, seat, isPerson }) => [who, member(seat, isPerson)])
    : memberNames();

const zoomAccount = (tenant: TenantName): Account => ({
  accountId: zoomAccountOf(tenant),
  name: tenant,
  plan: 'business',
  hosts: 300,
  roles: [
    { id: '0', name: 'Owner' },
    { id: '1', name: 'Admin' },
    { id: '2', name: 'Member' },
  ],
  users: membersOf(tenant).map(([who, { seat }]) => ({
    email: addressOf(tenant, who),
    firstName: who,
    lastName: tenant,
    type: 2,
    ...seat,
  })),
});

const allTenants = (): TenantName[] => [...TENANTS, ...faultSeeds().map(faultTenant)];

/** What the stand-in Zoom holds: an account for each tenant, and that of the sample company. */
export const zoomCompany = (): CompanyFileInput => ({
  accounts: [...allTenants().map(zoomAccount), sampleAccount()],
});

const CHART_COLUMNS = [
  ...['email', 'firstName', 'lastName', 'department', 'startDate', 'endDate', 'emailAliases', 'managerEmail'],
  ...['title', 'location', 'leaveFrom', 'leaveUntil', 'partTimeFactor'],
];

/** Somebody whom tests know by name. */
const testPerson = (email: string, firstName: string, lastName: string) => ({
  ...{ email, firstName, lastName },
  ...{ department: 'Tests', startDate: '2020-01-01' },
});

/**
 * The org chart of all tenants and the sample company as CSV, without those whose address is in `without`, and with one more row at its
 * end where one is given. Days in it are counted back from `now`, in milliseconds: the same moment gives the same chart.
 */
export const orgChart = (
  now: number,
  without: readonly string[] = [],
  ...further: readonly Parameters<typeof testPerson>[]
): string => {
  const members = allTenants().flatMap((tenant) =>
    membersOf(tenant)
      .filter(([, { isPerson }]) => isPerson)
      .map(([who]) => testPerson(addressOf(tenant, who), who, tenant)),
  );
  const people = [...members, ...peopleRows(now)].filter(({ email }) => !without.includes(email));
  return Papa.unparse([...people, ...further.map((parts) => testPerson(...parts))], {
    columns: CHART_COLUMNS,
  });
};
