import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import type { Instance } from '../../shared/domain/application.ts';
import { type Connection, connectionStateSchema } from '../../shared/domain/connection.ts';
import { pullSchema } from '../../shared/domain/pull.ts';
import { type NotedSsoApp, type SsoApp, newSsoApp } from '../../shared/domain/sso-app.ts';
import { type Day, dayOf, plusDays, plusMs } from '../../shared/domain/time.ts';
import { dayFigures, pulls } from '../../shared/records/accounts.ts';
import { connections, instances } from '../../shared/records/applications.ts';
import { put } from '../../shared/records/change.ts';
import { loggedDays } from '../../shared/records/day-log.ts';
import { platformApps } from '../../shared/records/platform.ts';
import { ssoApps, ssoLinks } from '../../shared/records/sso-apps.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { connectTenant } from '../../shared/use-cases/connections/connect-tenant.ts';
import { deleteConnection, readDeletion } from '../../shared/use-cases/connections/delete-connection.ts';
import { disconnect } from '../../shared/use-cases/connections/disconnect.ts';
import { replaceCredentials } from '../../shared/use-cases/connections/replace-credentials.ts';
import { estimateUsers } from '../../shared/use-cases/provisioned/estimate-users.ts';
import { provisionedByDay } from '../../shared/use-cases/provisioned/read-provisioned.ts';
import { takeVendorEvent } from '../../shared/use-cases/vendor-events/take-vendor-event.ts';
import { ADMIN, connectionWorld } from './connection-world.ts';
import { oktaApp } from './sso-world.ts';

const CREDENTIALS = { kind: 'api-token', token: 'token' } as const;

/** An application whose instances people may sign in to, and connectors that tell nothing but who has an account. */
export const provisioningWorld = async () => {
  const world = await connectionWorld();
  const { deps, store, clock } = world;
  const objects = new MemoryObjectStore(clock);
  const commit = async (...changes: Parameters<typeof store.commit>[0]) => {
    const event = auditEvent(deps, ADMIN, 'instance.changed');
    if ((await store.commit(changes, event)).kind === 'conflict') throw new Error('It was not written.');
  };
  const okta = await world.newInstance('Okta', 'okta');
  let apps = 0;
  let tenants = 0;

  /** What single sign-on says of an instance: an app, whose it is, and whether anybody ever signed in. */
  const addSso = async (
    { instanceId, applicationId }: Instance,
    more: Partial<NotedSsoApp> = {},
    state: 'confirmed' | 'declined' | 'none' = 'confirmed',
    signedIn = true,
  ): Promise<SsoApp> => {
    apps += 1;
    const ssoAppId = `sso_00000000-${String(apps)}`;
    const app = newSsoApp(ssoAppId, oktaApp(`0oa${String(apps)}`, more), clock.now());
    const decided = { instanceId, applicationId, decidedAt: clock.now() };
    const link = state === 'none' ? null : { state, ...decided };
    await commit(
      put(ssoApps, { ...app, link }, 'any'),
      ...(state === 'confirmed' ? [put(ssoLinks, { instanceId, ssoAppId }, 'any')] : []),
    );
    const summary = { events: 1, people: 1, names: [], otherEvents: 1 };
    const logged = {
      log: 'sso' as const,
      ssoAppId,
      day: dayOf(clock.now()),
      shard: 0,
      base: 'base',
      summary,
    };
    if (signedIn)
      await store.writeMany([
        put(loggedDays, { ...logged, since: clock.now(), isExact: true, taken: [], version: 1 }, 'any'),
      ]);
    return app;
  };

  /** A connection of the platform, in a state. */
  const setPlatform = async (state: string): Promise<void> => {
    const { instanceId, applicationId } = okta;
    const connection: Connection = {
      ...{ connectionId: 'con_00000000-okta', instanceId, applicationId, vendor: 'okta' },
      ...{ state: connectionStateSchema.parse(state), plan: null, rateShare: 0.5, clientId: null },
      ...{ vendorTenantId: 'org', grantedScopes: [], capabilities: ['list-people'], trouble: null },
      sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
      ...{ createdBy: 'usr_00000000-admin', connectedAt: clock.now(), createdAt: clock.now(), version: 1 },
    };
    await commit(put(connections, connection, 'any'));
  };

  /** How many are assigned to an app, as the last pull of the platform says. */
  const assign = async ({ source }: SsoApp, assigned: number): Promise<void> => {
    if (source.kind !== 'platform') throw new Error('It is of no platform.');
    const { instanceId, platformAppId } = source;
    const pullId = 'pul_00000000-okta';
    await commit(put(instances, { ...okta, instanceId, currentPullId: pullId }, 'any'));
    const app = {
      instanceId,
      pullId,
      platformAppId,
      catalogName: null,
      label: 'Miro',
      signOn: 'saml' as const,
    };
    await store.writeMany([
      put(platformApps, { ...app, active: true, assigned, observedAt: clock.now() }, 'any'),
    ]);
  };

  const attach = ({ instanceId }: Pick<Instance, 'instanceId'>) => {
    tenants += 1;
    world.tenants.verdict = { kind: 'ok', vendorTenantId: `tenant-${String(tenants)}`, scopes: ['people'] };
    const endpoint = 'https://scim.okta.com';
    return connectTenant(deps, ADMIN, { instanceId, endpoint, credentials: CREDENTIALS });
  };

  const worker = { ...deps, objects, vendorEvents: world.vendorEvents };

  return {
    ...world,
    commit,
    addSso,
    setPlatform,
    assign,
    attach,
    newScim: (name: string) => world.newInstance(name, 'scim'),
    detach: (connectionId: string) => disconnect(deps, ADMIN, connectionId),
    attachAgain: (connectionId: string) =>
      replaceCredentials(deps, ADMIN, { connectionId, credentials: CREDENTIALS }),
    remove: (connectionId: string) => deleteConnection(deps, ADMIN, connectionId),
    deletionOf: (connectionId: string) => readDeletion(deps, connectionId),
    estimate: () => estimateUsers(deps),
    /** Works on everything that waits in the queue, each after the time it is held back. */
    workOff: async (): Promise<void> => {
      for (;;) {
        const message = world.vendorEvents.waiting.shift();
        if (message === undefined) return;
        clock.set(plusMs(clock.now(), (world.vendorEvents.delays.shift() ?? 0) * 1000));
        await takeVendorEvent(worker, message);
      }
    },
    /** What a pull over a connection counted today. */
    figure: async ({ instanceId, connectionId }: Connection, users: number): Promise<void> => {
      const figures = {
        accounts: users + 3,
        active: users - 1,
        inactive: 3,
        pending: 1,
        licensed: 0,
        basic: 0,
      };
      const pullId = deps.ids.next('pull');
      const at = clock.now();
      const read = {
        pullId,
        instanceId,
        connectionId,
        startedAt: at,
        endedAt: at,
        state: 'applied' as const,
      };
      await store.writeMany([
        put(dayFigures, { instanceId, day: dayOf(at), pullId, connectionId, readAt: at, figures }, 'any'),
        put(
          pulls,
          pullSchema.parse({
            ...{ ...read, lookbackDays: [], loginLagDays: 0, cursor: null, sources: [], figures },
            ...{ failure: null, version: 1 },
          }),
          'any',
        ),
      ]);
    },
    /** Every day that is shown, as `day rule count`. */
    shown: async ({ instanceId }: Instance, from?: Day): Promise<string[]> => {
      const { items } = await provisionedByDay(deps, instanceId, { from }, { limit: 500, after: null });
      return items.map(({ day, rule, count }) => `${day} ${rule} ${String(count)}`);
    },
    /** Makes it nine o'clock of so many days after the first. */
    itIsDay: (number: number): void => {
      clock.set(`${plusDays('2026-03-02', number)}T09:00:00.000Z`);
    },
  };
};
