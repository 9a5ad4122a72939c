import type { Application, Instance } from '../../shared/domain/application.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { attachedAt, coverageOf, detachedAt } from '../../shared/domain/coverage.ts';
import type { NotedSsoApp, SsoApp } from '../../shared/domain/sso-app.ts';
import { type Day, dayOf, plusDays, startOfDay } from '../../shared/domain/time.ts';
import { applications, connections, instances } from '../../shared/records/applications.ts';
import { dayFigures } from '../../shared/records/accounts.ts';
import { type Change, put } from '../../shared/records/change.ts';
import { platformApps, platformAssignments } from '../../shared/records/platform.ts';
import { ssoApps, ssoLinks } from '../../shared/records/sso-apps.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { loadConnection } from '../../shared/use-cases/connections/load-connection.ts';
import { estimateUsers } from '../../shared/use-cases/provisioned/estimate-users.ts';
import {
  type AskedDays,
  provisionedByDay,
  provisionedNow,
} from '../../shared/use-cases/provisioned/read-provisioned.ts';
import { landSignIns, takeInSignIns } from '../../shared/use-cases/sso-apps/land-sign-ins.ts';
import { ADMIN } from './run-world.ts';
import { OKTA_ID, SsoWorld, signIn } from './sso-world.ts';

const APPLICATION_ID = 'app_00000000-0000-7000-8000-0000000a6000';
const OKTA_PULL = 'pul_00000000-okta';

/** A connection's id by a short name. */
export const connectionIdOf = (name: string): string => `con_00000000-${name}`;

/** Instances, what single sign-on knows of them, and connections that come and go, day after day, on memory twins. */
export class ProvisionedWorld extends SsoWorld {
  async commit(...changes: readonly Change[]): Promise<void> {
    const event = auditEvent(this.surroundings, ADMIN, 'instance.changed', { applicationId: APPLICATION_ID });
    if ((await this.store.commit(changes, event)).kind === 'conflict') throw new Error('It was not written.');
  }

  async addApplication(): Promise<Application> {
    const made = {
      ...{ applicationId: APPLICATION_ID, name: 'Miro', contacts: [], version: 1 },
      createdAt: this.surroundings.clock.now(),
    };
    await this.commit(put(applications, made, 'any'));
    return made;
  }

  async addInstance(name: string, more: Partial<Instance> = {}): Promise<Instance> {
    const instance: Instance = {
      ...{ instanceId: `ins_00000000-${name}`, applicationId: APPLICATION_ID, name, vendor: 'zoom' },
      ...{ vendorTenantId: null, currentPullId: null, ordinaryRoleIds: [], version: 1 },
      createdAt: this.surroundings.clock.now(),
      ...more,
    };
    await this.commit(put(instances, instance, 'any'));
    return instance;
  }

  /** Makes it the first moment of a day. */
  itIs(day: Day): void {
    this.surroundings.clock.set(`${day}T09:00:00.000Z`);
  }

  get today(): Day {
    return dayOf(this.surroundings.clock.now());
  }

  /** An app that an admin confirmed to be what people sign in to an instance by. */
  async confirm(instanceId: string, noted: NotedSsoApp): Promise<SsoApp> {
    const app = await this.note(noted);
    const decidedAt = this.surroundings.clock.now();
    const link = { state: 'confirmed' as const, instanceId, applicationId: APPLICATION_ID, decidedAt };
    await this.commit(
      put(ssoApps, { ...app, link, version: app.version + 1 }, { version: app.version }),
      put(ssoLinks, { instanceId, ssoAppId: app.ssoAppId }, 'any'),
    );
    return app;
  }

  /** People sign in to an app on a day; who does is the same by the same number. */
  async signInOn(ssoAppId: string, day: Day, people: readonly number[]): Promise<void> {
    const events = people.map((person) =>
      signIn(`person-${String(person)}@example.com`, startOfDay(day), `${day}-${String(person)}`),
    );
    await landSignIns(this.deps(), ssoAppId, events);
    await takeInSignIns(this.deps(), [ssoAppId], () => false);
  }

  /** What the last pull of the Okta org says of an app there; null where it may not read who is assigned. */
  async assign(platformAppId: string, assigned: number | null): Promise<void> {
    await this.addInstance('okta', { instanceId: OKTA_ID, vendor: 'okta', currentPullId: OKTA_PULL });
    const app = {
      ...{ instanceId: OKTA_ID, pullId: OKTA_PULL, platformAppId, catalogName: null, label: 'Miro' },
      ...{ signOn: 'saml' as const, active: true, assigned, observedAt: this.surroundings.clock.now() },
    };
    await this.store.writeMany([put(platformApps, app, 'any')]);
  }

  /** The same with the people by their ids there. */
  async assignPeople(platformAppId: string, people: readonly string[]): Promise<void> {
    await this.assign(platformAppId, people.length);
    const row = {
      ...{ instanceId: OKTA_ID, pullId: OKTA_PULL, platformAppId, appUserName: null, vendorStatus: 'ACTIVE' },
      ...{ scope: 'direct' as const, since: null, observedAt: this.surroundings.clock.now() },
    };
    await this.store.writeMany(
      people.map((platformUserId) => put(platformAssignments, { ...row, platformUserId }, 'any')),
    );
  }

  /** A connection that lists users, attached now, again where it is there already. */
  async attach(instance: Instance, name: string): Promise<void> {
    const connectionId = connectionIdOf(name);
    const now = this.surroundings.clock.now();
    const before = await this.store.get(connections, { connectionId });
    const connection: Connection = {
      ...{ connectionId, instanceId: instance.instanceId, applicationId: instance.applicationId },
      ...{ vendor: 'zoom', plan: null, rateShare: 0.5, clientId: null, vendorTenantId: 'tenant' },
      ...{
        grantedScopes: [],
        capabilities: ['list-accounts'],
        trouble: null,
        createdBy: 'usr_00000000-admin',
      },
      sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
      ...{ state: 'connected', connectedAt: now, createdAt: now, version: 1 },
      coverage: attachedAt(before === undefined ? [] : coverageOf(before), now),
    };
    await this.commit(put(connections, connection, 'any'));
  }

  async detach(name: string): Promise<void> {
    const connection = await loadConnection({ store: this.store }, connectionIdOf(name));
    const coverage = detachedAt(coverageOf(connection), this.surroundings.clock.now());
    const after = { ...connection, state: 'disconnected', connectedAt: null, coverage } as const;
    await this.commit(put(connections, after, 'any'));
  }

  /** What a pull over a connection counted today. */
  async figure(instance: Instance, name: string, accounts: number): Promise<void> {
    const figures = { accounts, active: accounts, inactive: 0, pending: 0, licensed: accounts, basic: 0 };
    await this.store.writeMany([
      put(
        dayFigures,
        {
          ...{ instanceId: instance.instanceId, day: this.today, pullId: 'pul_00000000-one', figures },
          ...{ connectionId: connectionIdOf(name), readAt: this.surroundings.clock.now() },
        },
        'any',
      ),
    ]);
  }

  estimate() {
    return estimateUsers({ store: this.store, clock: this.surroundings.clock });
  }

  now(instance: Instance) {
    return provisionedNow(this.deps(), instance.instanceId);
  }

  /** All days of a span, however many pages they take. */
  async days(instance: Instance, asked: AskedDays = {}, limit = 500) {
    const items: { day: Day; rule: string; count: number | null }[] = [];
    let after: Day | null = null;
    do {
      const page: Awaited<ReturnType<typeof provisionedByDay>> = await provisionedByDay(
        this.deps(),
        instance.instanceId,
        asked,
        { limit, after },
      );
      items.push(...page.items.map(({ day, rule, count }) => ({ day, rule, count })));
      after = page.next;
    } while (after !== null);
    return items;
  }

  /** So many days after the first of the world. */
  day(number: number): Day {
    return plusDays('2026-01-01', number);
  }
}
