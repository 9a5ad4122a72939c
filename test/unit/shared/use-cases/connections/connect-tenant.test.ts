import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../../shared/domain/connection.ts';
import { ConflictError, ValidationError } from '../../../../../shared/errors.ts';
import type { Verified } from '../../../../../shared/ports/credential-access.ts';
import { changeConnection } from '../../../../../shared/use-cases/connections/change-connection.ts';
import { connectTenant } from '../../../../../shared/use-cases/connections/connect-tenant.ts';
import { markNeedsReconnect } from '../../../../../shared/use-cases/connections/connection-health.ts';
import { createConnection } from '../../../../../shared/use-cases/connections/create-connection.ts';
import { disconnect } from '../../../../../shared/use-cases/connections/disconnect.ts';
import { loadConnection } from '../../../../../shared/use-cases/connections/load-connection.ts';
import { nextSyncs } from '../../../../../shared/use-cases/connections/next-syncs.ts';
import { replaceCredentials } from '../../../../../shared/use-cases/connections/replace-credentials.ts';
import { startAuthorization } from '../../../../../shared/use-cases/connections/start-authorization.ts';
import {
  startScheduledSync,
  startSyncNow,
} from '../../../../../shared/use-cases/connections/sync-schedule.ts';
import { loadInstance } from '../../../../../shared/use-cases/instances/load-instance.ts';
import { ADMIN, connectionWorld } from '../../../../support/connection-world.ts';

const TOKEN = '00aVerySecretToken';
const token = (text = TOKEN) => ({ kind: 'api-token', token: text }) as const;

const platformWorld = async () => {
  const world = await connectionWorld();
  const instance = await world.newInstance('Okta', 'okta');
  const { instanceId } = instance;
  const endpoint = 'https://acme.okta.com';
  const connectTo = (address = endpoint, id = instanceId) =>
    connectTenant(world.deps, ADMIN, { instanceId: id, endpoint: address, credentials: token() });
  const stored = (connection: Pick<Connection, 'connectionId'>) =>
    loadConnection(world.deps, connection.connectionId);
  return { ...world, instanceId, endpoint, connectTo, stored };
};

/** The code a refusal has; fails where there is none. */
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const outcome = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ConflictError)) throw new Error('It was not refused.', { cause: outcome });
  return outcome.code;
};

describe('connecting a tenant by credentials', () => {
  it('tries them, and only then stores them and takes the tenant', async () => {
    const { connectTo, tenants, vault, deps, instanceId, endpoint, actions, scheduler, machines } =
      await platformWorld();
    const connection = await connectTo(`${endpoint}/`);
    expect(tenants.tried).toEqual([{ endpoint, credentials: token() }]);
    expect(connection).toMatchObject({
      ...{
        state: 'connected',
        vendor: 'okta',
        endpoint,
        vendorTenantId: 'org-1',
        plan: null,
        clientId: null,
      },
      ...{ grantedScopes: ['people', 'log'], capabilities: ['list-people', 'list-apps', 'read-sso'] },
      ...{ trouble: null, rateShare: 0.5, version: 1 },
    });
    expect(await vault.read(connection.connectionId)).toEqual({ kind: 'token', token: TOKEN, generation: 1 });
    expect((await loadInstance(deps, instanceId)).vendorTenantId).toBe('org-1');
    expect(actions().at(-1)).toBe('connection.created');
    expect(scheduler.standing.has(`sync#${connection.connectionId}`)).toBe(true);
    expect(machines.startedSyncs.map(({ connectionId }) => connectionId)).toEqual([connection.connectionId]);
    expect(nextSyncs(deps, connection)).toHaveLength(3);
  });

  it('keeps the token out of the record and the audit trail', async () => {
    const { connectTo, store, stored } = await platformWorld();
    const connection = await connectTo();
    expect(JSON.stringify([await stored(connection), store.auditTrail()])).not.toContain(TOKEN);
  });

  it.each([
    [{ kind: 'refused' }, 'credentials-refused'],
    [{ kind: 'not-a-tenant' }, 'not-a-tenant'],
    [{ kind: 'missing', scopes: ['log'] }, 'missing-permission'],
    [{ kind: 'unavailable', reason: 'Down.', notBefore: '2026-03-02T10:00:00.000Z' }, 'vendor-unavailable'],
  ] satisfies [Verified, string][])('stores nothing where the vendor says %j', async (verdict, code) => {
    const { connectTo, tenants, vault, actions } = await platformWorld();
    const before = { secrets: vault.connectionIds(), actions: actions() };
    tenants.verdict = verdict;
    expect(await codeOf(connectTo())).toBe(code);
    expect({ secrets: vault.connectionIds(), actions: actions() }).toEqual(before);
  });

  it('sends nothing to an address that is not allowed', async () => {
    const { connectTo, tenants } = await platformWorld();
    await expect(connectTo('https://acme.okta.com.example.org')).rejects.toBeInstanceOf(ValidationError);
    expect(tenants.tried).toEqual([]);
  });

  it('refuses a tenant that another instance has, and a second connection', async () => {
    const { connectTo, newInstance, vault } = await platformWorld();
    await connectTo();
    expect(await codeOf(connectTo())).toBe('has-connection');
    const other = await newInstance('Okta of the lab', 'okta');
    expect(await codeOf(connectTo('https://acme-lab.okta.com', other.instanceId))).toBe(
      'tenant-of-another-instance',
    );
    expect(vault.connectionIds()).toHaveLength(2);
  });

  it('connects one of two who connect the same instance at the same moment', async () => {
    const { connectTo, vault } = await platformWorld();
    const both = await Promise.allSettled([connectTo(), connectTo()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(vault.connectionIds()).toHaveLength(2);
  });

  it('is not for vendors with a consent page, and theirs is not for others', async () => {
    const { deps, instance, connectTo, instanceId } = await platformWorld();
    expect(await codeOf(connectTo('https://acme.okta.com', instance.instanceId))).toBe('other-access');
    const app = { clientId: 'c', clientSecret: 's', plan: 'pro' } as const;
    expect(await codeOf(createConnection(deps, ADMIN, { instanceId, ...app }))).toBe('other-access');
    const client = { kind: 'client-credentials', clientId: 'c', clientSecret: 's' } as const;
    const brought = { instanceId, endpoint: 'https://acme.okta.com', credentials: client };
    expect(await codeOf(connectTenant(deps, ADMIN, brought))).toBe('other-access');
    const { connectionId } = await connectTo();
    const start = { connectionId, capability: 'read' } as const;
    expect(await codeOf(startAuthorization(deps, ADMIN, start))).toBe('other-access');
    const change = { connectionId, expectedVersion: 1, plan: 'pro' } as const;
    expect(await codeOf(changeConnection(deps, ADMIN, change))).toBe('other-access');
    const share = { connectionId, expectedVersion: 1, rateShare: 0.2 };
    expect((await changeConnection(deps, ADMIN, share)).rateShare).toBe(0.2);
  });

  it('plans no syncs of what another was faster to connect', async () => {
    const { connectTo, scheduler } = await platformWorld();
    const both = await Promise.allSettled([connectTo(), connectTo()]);
    const [made] = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value.connectionId] : []));
    expect([...scheduler.standing.keys()]).toEqual([`sync#${String(made)}`]);
  });

  it('is pulled by the schedule, and when somebody asks for it', async () => {
    const { deps, connectTo, machines } = await platformWorld();
    const { connectionId } = await connectTo();
    await startSyncNow(deps, connectionId);
    expect(await startScheduledSync(deps, connectionId)).toMatchObject({ kind: 'started' });
    expect(machines.startedSyncs).toHaveLength(3);
  });
});

describe('replacing credentials', () => {
  it('stores others once they were tried, as newer than those before', async () => {
    const { deps, connectTo, vault, actions } = await platformWorld();
    const { connectionId } = await connectTo();
    const changed = await replaceCredentials(deps, ADMIN, { connectionId, credentials: token('another') });
    expect(changed).toMatchObject({ state: 'connected', version: 2 });
    expect(await vault.read(connectionId)).toEqual({ kind: 'token', token: 'another', generation: 2 });
    expect(actions().at(-1)).toBe('connection.authorized');
  });

  it('keeps those before where the vendor refuses the others, or they are of another tenant', async () => {
    const { deps, connectTo, vault, tenants } = await platformWorld();
    const { connectionId } = await connectTo();
    const replace = () => replaceCredentials(deps, ADMIN, { connectionId, credentials: token('another') });
    tenants.verdict = { kind: 'refused' };
    expect(await codeOf(replace())).toBe('credentials-refused');
    tenants.verdict = { kind: 'ok', vendorTenantId: 'org-2', scopes: ['people'] };
    expect(await codeOf(replace())).toBe('another-tenant');
    expect(await vault.read(connectionId)).toEqual({ kind: 'token', token: TOKEN, generation: 1 });
  });

  it('ends the trouble of a refused token, also by another address of the tenant', async () => {
    const { deps, connectTo, actions } = await platformWorld();
    const { connectionId } = await connectTo();
    await markNeedsReconnect(deps, connectionId, 'The vendor refuses the token.');
    expect(await loadConnection(deps, connectionId)).toMatchObject({
      state: 'needs-reconnect',
      trouble: 'The vendor refuses the token.',
    });
    const endpoint = 'https://acme-renamed.okta.com';
    const connected = await replaceCredentials(deps, ADMIN, { connectionId, endpoint, credentials: token() });
    expect(connected).toMatchObject({ state: 'connected', trouble: null, endpoint });
    expect(actions().at(-1)).toBe('connection.recovered');
  });

  it('connects again what was disconnected, which forgot its token', async () => {
    const { deps, connectTo, vault, tenants, flow } = await platformWorld();
    const { connectionId } = await connectTo();
    const ended = await disconnect(deps, ADMIN, connectionId);
    expect(ended).toMatchObject({ kind: 'disconnected', connection: { capabilities: [] } });
    expect(await vault.read(connectionId)).toEqual({ kind: 'token', token: null, generation: 1 });
    expect(flow.revoked).toEqual([]);
    const again = await replaceCredentials(deps, ADMIN, { connectionId, credentials: token('new') });
    expect(again.state).toBe('connected');
    expect(await vault.read(connectionId)).toEqual({ kind: 'token', token: 'new', generation: 2 });
    expect(tenants.tried).toHaveLength(2);
  });
});
