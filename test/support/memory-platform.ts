import type { Capability } from '../../shared/domain/connection.ts';
import type { ConnectedVendor, Connectors } from '../../shared/ports/connector.ts';
import type {
  PlatformApp,
  PlatformAssignment,
  PlatformPerson,
  PlatformReader,
  SsoEvent,
  SsoPage,
} from '../../shared/ports/platform.ts';
import type { VendorPage, VendorResult } from '../../shared/ports/vendor-result.ts';
import { Faulty } from './faulty.ts';

type Method = 'listPeople' | 'listApps' | 'listAssignments' | 'readSsoEvents';

/** Somebody who works there, unless the patch says otherwise. */
export const platformPerson = (name: string, patch: Partial<PlatformPerson> = {}): PlatformPerson => ({
  platformUserId: `00u-${name}`,
  login: `${name}@example.com`,
  email: `${name}@example.com`,
  secondEmail: null,
  status: 'active',
  vendorStatus: 'ACTIVE',
  firstName: null,
  lastName: null,
  displayName: null,
  title: null,
  department: null,
  managerRef: null,
  city: null,
  region: null,
  countryCode: null,
  custom: {},
  lastLoginAt: null,
  ...patch,
});

export const platformApp = (name: string, patch: Partial<PlatformApp> = {}): PlatformApp => ({
  platformAppId: `0oa-${name}`,
  catalogName: null,
  label: name,
  signOn: 'saml',
  active: true,
  ...patch,
});

const assignment = (platformUserId: string): PlatformAssignment => ({
  platformUserId,
  appUserName: null,
  scope: 'direct',
  vendorStatus: 'ACTIVE',
  since: null,
});

/** A platform in memory: pages of `pageSize`, a log that is only added to, and faults that a test puts in line. */
export class MemoryPlatform extends Faulty<Method> implements PlatformReader, Connectors {
  readonly people: PlatformPerson[] = [];
  readonly apps: PlatformApp[] = [];
  /** Who is assigned to which application. */
  readonly assigned = new Map<string, string[]>();
  /** In the order in which they were stored. */
  readonly log: SsoEvent[] = [];

  open(): Promise<ConnectedVendor> {
    const capabilities = new Set<Capability>(['list-people', 'list-apps', 'read-sso']);
    return Promise.resolve({ capabilities, platform: this });
  }

  listPeople(cursor: string | null): Promise<VendorResult<VendorPage<PlatformPerson>>> {
    return this.answer('listPeople', cursor ?? '', () => this.page(this.people, cursor));
  }

  listApps(cursor: string | null): Promise<VendorResult<VendorPage<PlatformApp>>> {
    return this.answer('listApps', cursor ?? '', () => this.page(this.apps, cursor));
  }

  listAssignments(
    platformAppId: string,
    cursor: string | null,
  ): Promise<VendorResult<VendorPage<PlatformAssignment>>> {
    if (!this.apps.some((app) => app.platformAppId === platformAppId))
      return Promise.resolve({ kind: 'gone' });
    const rows = (this.assigned.get(platformAppId) ?? []).map(assignment);
    return this.answer('listAssignments', `${platformAppId} ${cursor ?? ''}`, () => this.page(rows, cursor));
  }

  readSsoEvents(cursor: string | null): Promise<VendorResult<SsoPage>> {
    if (cursor !== null && !/^\d+$/.test(cursor))
      return Promise.resolve({ kind: 'refused', code: 'strange', reason: 'No such cursor.' });
    return this.answer('readSsoEvents', cursor ?? '', () => {
      const start = Number(cursor ?? 0);
      const items = this.log.slice(start, start + this.pageSize);
      return { items, cursor: String(start + items.length), caughtUp: items.length === 0 };
    });
  }
}
