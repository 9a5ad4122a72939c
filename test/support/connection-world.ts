import { LeasedTokenKeeper } from '../../shared/adapters/connectors/token-keeper.ts';
import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryAuthorization } from '../../shared/adapters/memory/memory-authorization.ts';
import { MemoryMachines } from '../../shared/adapters/memory/memory-machines.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { MemoryScheduler } from '../../shared/adapters/memory/memory-scheduler.ts';
import { MemoryVendorEventQueue } from '../../shared/adapters/memory/memory-vendor-event-queue.ts';
import { MemoryVault } from '../../shared/adapters/memory/memory-vault.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { Vendor } from '../../shared/domain/vendor.ts';
import { customRoles, users } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { createApplication } from '../../shared/use-cases/applications/create-application.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { completeAuthorization } from '../../shared/use-cases/connections/complete-authorization.ts';
import { recordGrantedScopes } from '../../shared/use-cases/connections/connection-health.ts';
import { createConnection } from '../../shared/use-cases/connections/create-connection.ts';
import { loadConnection } from '../../shared/use-cases/connections/load-connection.ts';
import { openStart } from '../../shared/use-cases/connections/open-start.ts';
import { startAuthorization } from '../../shared/use-cases/connections/start-authorization.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { createInstance } from '../../shared/use-cases/instances/create-instance.ts';
import { companyFacts } from '../../shared/use-cases/provisioned/company-facts.ts';
import { MemoryCredentials } from './memory-credentials.ts';

const USER_ID = 'usr_00000000-admin';

/** The admin everything is done as. */
export const ADMIN: Caller = { actor: { kind: 'user', userId: USER_ID, tokenId: null } };

/** A company with one instance and a new connection of it, all in memory. */
export const connectionWorld = async () => {
  const surroundings = fixedSurroundings();
  const { clock, secrets } = surroundings;
  const store = new MemoryRecordStore();
  const vault = new MemoryVault();
  const leases = new RecordLeases(store, clock);
  const flow = new MemoryAuthorization(clock);
  const machines = new MemoryMachines();
  const scheduler = new MemoryScheduler();
  const vendorEvents = new MemoryVendorEventQueue();
  const resumed: string[] = [];
  const flowOf = () => flow;
  const tenants = new MemoryCredentials();
  const basics = { ...surroundings, store };
  const refreshLease = 'PT10S';
  const tokens = new LeasedTokenKeeper({
    vault,
    leases,
    clock,
    secrets,
    flowOf,
    refreshLease,
    scopesChanged: ({ connectionId }, scopes) =>
      recordGrantedScopes({ ...basics, flowOf }, connectionId, scopes),
  });
  const deps = {
    ...basics,
    settings: {
      publicOrigin: 'https://seatkeeper.example.com',
      syncSchedule: { kind: 'rate', value: 1, unit: 'days' } as const,
      refreshLease,
      authorizationLifetime: 'PT10M',
      rateShare: 0.5,
    },
    vault,
    leases,
    tokens,
    flowOf,
    credentialsOf: () => tenants,
    scheduler,
    machines,
    company: companyFacts(basics),
    vendorEvents,
    resumeRuns: async (connectionId: string) => {
      await Promise.resolve();
      resumed.push(connectionId);
    },
  };
  const user = {
    userId: USER_ID,
    email: 'admin@example.com',
    userName: 'admin@example.com',
    externalId: null,
    role: 'admin',
    active: true,
    source: 'api',
    sessionsValidFrom: null,
    createdAt: clock.now(),
    version: 1,
  } as const;
  const putUser = (patch: { readonly role?: string; readonly active?: boolean } = {}) =>
    store.commit([put(users, { ...user, ...patch }, 'any')], auditEvent(basics, ADMIN, 'user.changed'));
  await putUser();
  const application = await createApplication(basics, ADMIN, { name: 'Zoom', contacts: [] });
  const newInstance = (name: string, vendor: Vendor = 'zoom') =>
    createInstance(basics, ADMIN, { applicationId: application.applicationId, name, vendor });
  const newConnection = (instanceId: string) =>
    createConnection(deps, ADMIN, {
      instanceId,
      clientId: 'client',
      clientSecret: 'client-secret',
      webhookSecret: 'webhook-secret',
      plan: 'pro',
    });
  const newInstanceOfAnotherApplication = async () => {
    const { applicationId } = await createApplication(basics, ADMIN, { name: 'Zoom EU', contacts: [] });
    return createInstance(basics, ADMIN, { applicationId, name: 'Other', vendor: 'zoom' });
  };
  /** Gives the admin a role of the organization's own, for these applications only. */
  const restrictTo = async (applicationIds: string[]) => {
    const roleId = 'rol_00000000-some';
    const role = { roleId, name: 'Some', level: 'admin', createdAt: clock.now(), version: 1 } as const;
    await store.commit(
      [put(customRoles, { ...role, applicationIds }, 'absent')],
      auditEvent(basics, ADMIN, 'role.created'),
    );
    await putUser({ role: roleId });
  };
  const instance = await newInstance('Main');
  const { connectionId } = await newConnection(instance.instanceId);

  /** Starts, opens the start address and comes to the vendor's door. */
  const begin = async (id = connectionId, capability: 'read' | 'act' = 'act') => {
    const { startUrl } = await startAuthorization(deps, ADMIN, { connectionId: id, capability });
    const startSecret = startUrl.split('/').at(-1) ?? '';
    const opened = await openStart(deps, startSecret);
    if (opened.kind !== 'redirect') throw new Error(`The start address is ${opened.kind}`);
    const asked = new URL(opened.url).searchParams;
    return { startSecret, asked, cookie: opened.cookie, state: asked.get('state') ?? '' };
  };
  let codes = 0;
  /** Comes back from the vendor's door. */
  const finish = ({ cookie, state }: Awaited<ReturnType<typeof begin>>) => {
    codes += 1;
    return completeAuthorization(deps, { state, cookie, code: `code-${codes}`, error: undefined });
  };
  /** The whole way from the start address to the end of the consent. */
  const authorize = async (id = connectionId, capability: 'read' | 'act' = 'act') => {
    return finish(await begin(id, capability));
  };
  return {
    deps,
    ...deps,
    flow,
    tenants,
    instance,
    connectionId,
    resumed,
    putUser,
    newInstance,
    newInstanceOfAnotherApplication,
    restrictTo,
    newConnection,
    begin,
    finish,
    authorize,
    connection: (): Promise<Connection> => loadConnection(deps, connectionId),
    actions: () => store.auditTrail().map(({ action }) => action),
  };
};
