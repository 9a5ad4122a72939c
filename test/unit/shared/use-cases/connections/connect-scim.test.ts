import { describe, expect, it } from 'vitest';
import { scimAccess } from '../../../../../shared/adapters/connectors/scim/access.ts';
import { scimSettingsSchema } from '../../../../../shared/domain/scim.ts';
import { ValidationError } from '../../../../../shared/errors.ts';
import type { CredentialAccess, Credentials } from '../../../../../shared/ports/credential-access.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import { changeConnection } from '../../../../../shared/use-cases/connections/change-connection.ts';
import { connectTenant } from '../../../../../shared/use-cases/connections/connect-tenant.ts';
import { replaceCredentials } from '../../../../../shared/use-cases/connections/replace-credentials.ts';
import { verifyCredentials } from '../../../../../shared/use-cases/connections/verify-credentials.ts';
import { put } from '../../../../../shared/records/change.ts';
import { connections } from '../../../../../shared/records/applications.ts';
import { ADMIN, connectionWorld } from '../../../../support/connection-world.ts';

const AT = '2026-03-01T00:00:00.000Z';
const ENDPOINT = 'https://api.example.com/scim/v2';
const TIERS = scimSettingsSchema.parse({ tiers: { path: 'userType', licensed: ['Full'], basic: ['View'] } });
const FOUND = {
  ...{ at: AT, patch: true, etag: null, filter: null, maxResults: 100, cursorPages: false },
  ...{ usersPath: '/Users', schemas: [] },
};
const TOKEN: Credentials = { kind: 'api-token', token: 'a-token' };
const CLIENT = { kind: 'client-credentials', clientId: 'id', clientSecret: 'secret' } as const;

/** The provider's access as it is, but that nothing is sent: it takes everything. */
const access = (): CredentialAccess => {
  const real = scimAccess({
    allowedHosts: ['api.example.com'],
    fetch: () => Promise.reject(new Error('Nothing is sent.')),
    clock: { now: () => AT, sleep: () => Promise.resolve() },
  });
  const ok = { kind: 'ok', vendorTenantId: ENDPOINT, scopes: ['scim.users.read'], found: FOUND } as const;
  return { ...real, verify: () => Promise.resolve(ok) };
};

const verify = (credentials: Credentials, address = ENDPOINT) =>
  verifyCredentials(access(), { vendor: 'scim', address, credentials, settings: TIERS });

/** A connected provider, as connecting it leaves it. */
const connected = async () => {
  const world = await connectionWorld();
  const { instanceId, applicationId } = await world.newInstance('Design', 'scim');
  const deps = { ...world.deps, credentialsOf: access };
  const connection = {
    ...{ connectionId: 'con_00000000-scim', instanceId, applicationId, vendor: 'scim' as const, plan: null },
    ...{ state: 'connected' as const, rateShare: 0.5, clientId: null, endpoint: ENDPOINT },
    ...{
      vendorTenantId: ENDPOINT,
      grantedScopes: ['scim.users.read'],
      trouble: null,
      createdBy: 'usr_00000000-a',
    },
    capabilities: access().capabilities([], scimSettingsSchema.parse({})),
    scim: { settings: scimSettingsSchema.parse({}), found: { ...FOUND, patch: null }, tokenEndpoint: null },
    sync: { schedule: deps.settings.syncSchedule, paused: false },
    ...{ connectedAt: AT, createdAt: AT, version: 1 },
  };
  await world.vault.write(connection.connectionId, { kind: 'token', token: 'old', generation: 1 });
  const event = auditEvent(world.deps, ADMIN, 'connection.created');
  await world.store.commit([put(connections, connection, 'any')], event);
  return { ...world, deps, connection };
};

describe('connecting a provider of SCIM', () => {
  it('takes a token or a client, at an address with a path', async () => {
    expect((await verify(TOKEN, `${ENDPOINT}/`)).access).toMatchObject({
      endpoint: ENDPOINT,
      capabilities: ['list-accounts', 'change-tier', 'deactivate', 'remove', 'restore'],
    });
    const tokenEndpoint = 'https://api.example.com/oauth/token';
    expect((await verify({ ...CLIENT, tokenEndpoint })).found).toEqual(FOUND);
  });

  it.each([
    ['an address of another host', TOKEN, 'https://evil.example.com/scim', 'endpoint'],
    ['an address with a query', TOKEN, `${ENDPOINT}?a=b`, 'endpoint'],
    ['a client without a place for tokens', CLIENT, ENDPOINT, 'credentials.tokenEndpoint'],
    [
      'a place for tokens at another host',
      { ...CLIENT, tokenEndpoint: 'https://evil.example.com/token' },
      ENDPOINT,
      'credentials.tokenEndpoint',
    ],
  ])('sends nothing to %s', async (_, credentials, address, field) => {
    const fault = await verify(credentials, address).catch((error: unknown) => error);
    if (!(fault instanceof ValidationError)) throw new Error('It was not refused.', { cause: fault });
    expect(fault.violations.map((violation) => violation.field)).toEqual([field]);
  });

  it('takes what is of SCIM at no other vendor', async () => {
    const { deps, newInstance } = await connectionWorld();
    const { instanceId } = await newInstance('Okta', 'okta');
    const wanted = { instanceId, endpoint: 'https://acme.okta.com', credentials: TOKEN, scim: TIERS };
    await expect(connectTenant(deps, ADMIN, wanted)).rejects.toBeInstanceOf(ValidationError);
  });
});

describe('a connected provider of SCIM', () => {
  it('can do what its settings let it, once they are changed', async () => {
    const { deps, connection, store } = await connected();
    expect(connection.capabilities).not.toContain('change-tier');
    const { connectionId } = connection;
    const change = { connectionId, expectedVersion: 1, scim: TIERS };
    const changed = await changeConnection(deps, ADMIN, change);
    expect(changed.capabilities).toContain('change-tier');
    expect(changed.scim).toMatchObject({ settings: TIERS, found: { patch: null } });
    expect(store.auditTrail().at(-1)?.after?.['scim']).toContain('userType');
    const share = { connectionId, expectedVersion: 2, rateShare: 0.2 };
    expect((await changeConnection(deps, ADMIN, share)).scim?.settings).toEqual(TIERS);
  });

  it('is looked at anew with other credentials, and keeps what was said of it', async () => {
    const { deps, connection, vault } = await connected();
    const { connectionId } = connection;
    const replaced = await replaceCredentials(deps, ADMIN, { connectionId, credentials: TOKEN });
    expect(replaced.scim).toEqual({ ...connection.scim, found: FOUND });
    expect(await vault.read(connectionId)).toMatchObject({ token: 'a-token', generation: 2 });
  });
});
