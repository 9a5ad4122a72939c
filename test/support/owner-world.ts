import { EtaMailTemplates } from '../../shared/adapters/mail-templates/eta-mail-templates.ts';
import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMailer } from '../../shared/adapters/memory/memory-mailer.ts';
import { MemoryPermits } from '../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { AlertTopic } from '../../shared/domain/alert.ts';
import type { Application } from '../../shared/domain/application.ts';
import type { AuditAction, AuditEvent } from '../../shared/domain/audit-event.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { CustomRole } from '../../shared/domain/custom-role.ts';
import type { User } from '../../shared/domain/user.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { customRoles, users } from '../../shared/records/access.ts';
import { alertSubscriptions } from '../../shared/records/alerts.ts';
import { applications, connections, instances } from '../../shared/records/applications.ts';
import { type Change, put } from '../../shared/records/change.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { checkConnections } from '../../shared/use-cases/notifications/check-connections.ts';
import { tellOwners } from '../../shared/use-cases/notifications/tell-owners.ts';
import { IDS } from './sample-run.ts';

const SYSTEM: Caller = { actor: { kind: 'system', name: 'run' } };

/** One application with a connection that `creator@example.com` set up, and a mail service, all in memory. */
export class OwnerWorld {
  readonly surroundings = fixedSurroundings();
  readonly store = new MemoryRecordStore();
  readonly mailer = new MemoryMailer();
  readonly permits = new MemoryPermits(this.surroundings.clock);

  get clock() {
    return this.surroundings.clock;
  }

  deps(store: RecordStore = this.store) {
    return {
      ...this.surroundings,
      settings: { incidentWindow: 'PT1H', recoveryHold: 'PT15M' },
      store,
      permits: this.permits,
      mail: { name: 'mail', perSecond: 50, perDay: 50_000 },
      mailer: this.mailer,
      templates: new EtaMailTemplates(),
    };
  }

  async seed(...changes: readonly Change[]): Promise<void> {
    await this.store.commit([...changes], auditEvent(this.surroundings, SYSTEM, 'application.changed'));
  }

  async open(contacts: Application['contacts'] = []): Promise<this> {
    const createdAt = this.clock.now();
    const { application: applicationId, instance: instanceId, connection: connectionId } = IDS;
    await this.user('creator@example.com', { userId: IDS.user });
    await this.seed(
      put(applications, { applicationId, name: 'Zoom', contacts, createdAt, version: 1 }, 'any'),
      put(
        instances,
        {
          ...{ instanceId, applicationId, name: 'Main', vendor: 'zoom', vendorTenantId: null },
          ...{ currentPullId: null, ordinaryRoleIds: [], createdAt, version: 1 },
        },
        'any',
      ),
      put(
        connections,
        {
          ...{ connectionId, instanceId, applicationId, vendor: 'zoom', state: 'connected', plan: 'pro' },
          ...{
            rateShare: 0.5,
            clientId: 'client',
            vendorTenantId: null,
            grantedScopes: [],
            capabilities: [],
          },
          sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
          ...{ trouble: null, createdBy: IDS.user, connectedAt: createdAt, createdAt, version: 1 },
        },
        'any',
      ),
    );
    return this;
  }

  /** Somebody with an access record. */
  async user(email: string, patch: Partial<User> = {}): Promise<User> {
    const user: User = {
      userId: this.surroundings.ids.next('user'),
      ...{ email, userName: email, externalId: null, role: 'basic-user', active: true, source: 'api' },
      ...{ sessionsValidFrom: null, createdAt: this.clock.now(), version: 1 },
      ...patch,
    };
    await this.seed(put(users, user, 'any'));
    return user;
  }

  /** Somebody who subscribed. */
  async subscriber(email: string, topics: AlertTopic[], patch: Partial<User> = {}): Promise<User> {
    const user = await this.user(email, patch);
    await this.seed(put(alertSubscriptions, { userId: user.userId, topics, version: 1 }, 'any'));
    return user;
  }

  /** A custom role; its id. */
  async role(level: CustomRole['level'], applicationIds: string[]): Promise<string> {
    const roleId = this.surroundings.ids.next('role');
    const createdAt = this.clock.now();
    const role = { roleId, name: 'Ours', level, applicationIds, createdAt, version: 1 };
    await this.seed(put(customRoles, role, 'any'));
    return roleId;
  }

  /** An event of now. Those of connections are about the one there is, all others about the application. */
  event(action: AuditAction = 'plan.parked', patch: Partial<AuditEvent> = {}): AuditEvent {
    return auditEvent(this.surroundings, SYSTEM, action, {
      applicationId: IDS.application,
      ...(action.startsWith('connection.') ? { instanceId: IDS.instance, subjectId: IDS.connection } : {}),
      after: { limits: 'per-run-count', planned: 26 },
      ...patch,
    });
  }

  tell(event: AuditEvent, store?: RecordStore) {
    return tellOwners(this.deps(store), event);
  }

  /** What the schedule does every few minutes. */
  check(store?: RecordStore) {
    return checkConnections(this.deps(store));
  }

  /** Changes the connection, as a consent or a refused token would. */
  async turn(patch: Partial<Connection>): Promise<void> {
    const connection = await this.store.get(connections, { connectionId: IDS.connection });
    if (connection === undefined) throw new Error('There is no connection.');
    await this.seed(put(connections, { ...connection, ...patch }, 'any'));
  }

  /** The connection breaks; the event that tells of it. */
  async breaks(action: AuditAction = 'connection.needs-reconnect'): Promise<AuditEvent> {
    await this.turn({ state: action === 'connection.disconnected' ? 'disconnected' : 'needs-reconnect' });
    return this.event(action);
  }

  /** Somebody consents; the event that tells of it. */
  async recovers(): Promise<AuditEvent> {
    await this.turn({ state: 'connected', connectedAt: this.clock.now() });
    return this.event('connection.recovered');
  }

  /** Whom mails went to, and how many times. */
  get told(): string[] {
    return this.mailer.outbox.map(({ to }) => to).sort();
  }
}
