import type { AccountStatus, VendorAccount } from '../../shared/domain/account.ts';
import type { Capability } from '../../shared/domain/connection.ts';
import { dayOf } from '../../shared/domain/time.ts';
import type {
  AccountLister,
  ActivityReader,
  LicenseVendor,
  Connectors,
  DaySpan,
  LicenseChanger,
  NeedReader,
  VendorRoleRow,
} from '../../shared/ports/connector.ts';
import { Faulty } from './faulty.ts';

/** A user of the vendor, with everything it does. */
export interface MemoryUser extends VendorAccount {
  readonly hosted: readonly string[];
  readonly signIns: readonly string[];
  /** Moments of long meetings. */
  readonly long?: readonly string[];
  /** Webinars that lie ahead. */
  readonly webinarsAhead?: number;
}

type Method =
  | 'listAccounts'
  | 'readAccount'
  | 'listRoles'
  | 'readEngagement'
  | 'readSignIns'
  | 'readNeed'
  | 'readUpcoming';

const isWithin = (moment: string, { from, to }: DaySpan): boolean =>
  dayOf(moment) >= from && dayOf(moment) <= to;

/** A vendor in memory: pages of `pageSize`, three statuses behind one cursor, and faults that a test puts in line. */
export class MemoryVendor extends Faulty<Method> implements Connectors {
  readonly capabilities = new Set<Capability>(['list-accounts', 'read-activity', 'change-tier']);
  readonly users: MemoryUser[] = [];
  readonly roles: VendorRoleRow[] = [
    { id: '0', name: 'Owner', kind: 'owner' },
    { id: '1', name: 'Admin', kind: 'admin' },
    { id: '2', name: 'Member', kind: 'member' },
    { id: 'custom-1', name: 'Helpdesk', kind: 'custom' },
  ];
  /** Whether it has reports of use at all. */
  tellsUse = true;
  /** How many accounts the vendor says there are; null where it does not say. */
  announced: number | null = null;

  open(): Promise<LicenseVendor> {
    const { capabilities, accounts, activity, need, licenses } = this;
    return Promise.resolve({
      capabilities,
      accounts,
      need,
      licenses,
      ...(this.tellsUse ? { activity } : {}),
    });
  }

  readonly accounts: AccountLister = {
    listAccounts: (cursor) =>
      this.answer('listAccounts', cursor ?? '', () => {
        const statuses: AccountStatus[] = ['active', 'inactive', 'pending'];
        const all = statuses.flatMap((status) => this.users.filter((user) => user.status === status));
        const page = this.page(all.map(accountOf), cursor);
        return cursor === null && this.announced !== null ? { ...page, announced: this.announced } : page;
      }),
    readAccount: (vendorAccountId) => {
      const user = this.users.find((entry) => entry.vendorAccountId === vendorAccountId);
      if (user === undefined) return Promise.resolve({ kind: 'gone' });
      return this.answer('readAccount', vendorAccountId, () => accountOf(user));
    },
    listRoles: () => this.answer('listRoles', '', () => this.roles),
  };

  readonly activity: ActivityReader = {
    loginLagDays: 3,
    maxSpanDays: 30,
    reachDays: 180,
    readEngagement: (span, cursor) =>
      this.answer('readEngagement', `${span.from}..${span.to}`, () =>
        this.page(
          this.users
            .map(({ vendorAccountId, email, hosted }) => ({
              vendorAccountId,
              email,
              count: hosted.filter((moment) => isWithin(moment, span)).length,
            }))
            .filter(({ count }) => count > 0),
          cursor,
        ),
      ),
    readSignIns: (span, cursor) =>
      this.answer('readSignIns', `${span.from}..${span.to}`, () =>
        this.page(
          this.users.flatMap(({ email, signIns }) =>
            signIns.filter((at) => isWithin(at, span)).map((at) => ({ email: email.toUpperCase(), at })),
          ),
          cursor,
        ),
      ),
  };

  /** Used only where the capability `read-need` is added. */
  readonly need: NeedReader = {
    readNeed: (span, cursor) =>
      this.answer('readNeed', `${span.from}..${span.to}`, () =>
        this.page(
          this.users.flatMap(({ vendorAccountId, email, long = [] }) =>
            long
              .filter((moment) => isWithin(moment, span))
              .map(() => ({ vendorAccountId, email, feature: 'long-meeting' as const, count: 1 })),
          ),
          cursor,
        ),
      ),
    readUpcoming: (vendorAccountId) =>
      this.answer('readUpcoming', vendorAccountId, () => ({
        longMeetings: 0,
        webinars: this.users.find((one) => one.vendorAccountId === vendorAccountId)?.webinarsAhead ?? 0,
      })),
  };

  readonly licenses: LicenseChanger = {
    changeTier: () => Promise.reject(new Error('Nothing here changes a tier.')),
    deactivate: () => Promise.reject(new Error('Nothing here deactivates.')),
    activate: () => Promise.reject(new Error('Nothing here activates.')),
    remove: () => Promise.reject(new Error('Nothing here removes.')),
  };
}

const accountOf = (user: MemoryUser): VendorAccount => ({
  vendorAccountId: user.vendorAccountId,
  email: user.email,
  emailVerified: user.emailVerified,
  status: user.status,
  tier: user.tier,
  role: user.role,
  createdAt: user.createdAt,
  lastLoginAt: user.lastLoginAt,
});
