import { describe, expect, it } from 'vitest';
import { oauthSecretIn } from '../../../../../shared/domain/connection-secret.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { ConflictError } from '../../../../../shared/errors.ts';
import { completeAuthorization } from '../../../../../shared/use-cases/connections/complete-authorization.ts';
import { challengeOf } from '../../../../../shared/use-cases/connections/oauth-state.ts';
import { disconnect } from '../../../../../shared/use-cases/connections/disconnect.ts';
import { markNeedsReconnect } from '../../../../../shared/use-cases/connections/connection-health.ts';
import { openStart } from '../../../../../shared/use-cases/connections/open-start.ts';
import { startAuthorization } from '../../../../../shared/use-cases/connections/start-authorization.ts';
import { ADMIN, connectionWorld } from '../../../../support/connection-world.ts';

const ELEVEN_MINUTES = 11 * 60_000;

describe('starting an authorization', () => {
  it('asks to read only, unless it is to act', async () => {
    const { deps, connectionId } = await connectionWorld();
    const read = await startAuthorization(deps, ADMIN, { connectionId, capability: 'read' });
    const act = await startAuthorization(deps, ADMIN, { connectionId, capability: 'act' });
    expect(read.scopes).toEqual(['see', 'log']);
    expect(act.scopes).toEqual(['see', 'log', 'change']);
    expect(read.startUrl).toMatch(/^https:\/\/seatkeeper\.example\.com\/connect\/start\/[\w-]{43}$/);
    expect(read.startUrl).not.toBe(act.startUrl);
  });

  it('sends the browser to the vendor with state and PKCE challenge, and only once', async () => {
    const { deps, begin, flow } = await connectionWorld();
    const { asked, startSecret, cookie, state } = await begin();
    expect(asked.get('redirectUri')).toBe('https://seatkeeper.example.com/connect/callback/zoom');
    expect(asked.get('clientId')).toBe('client');
    expect(await openStart(deps, startSecret)).toEqual({ kind: 'used' });
    await completeAuthorization(deps, { state, cookie, code: 'c', error: undefined });
    const [exchange] = flow.exchanged;
    expect(asked.get('codeChallenge')).toBe(challengeOf(deps, exchange?.codeVerifier ?? ''));
  });

  it('knows no other address, and none that is too old', async () => {
    const { deps, connectionId, clock } = await connectionWorld();
    const { startUrl } = await startAuthorization(deps, ADMIN, { connectionId, capability: 'read' });
    expect(await openStart(deps, 'guessed')).toEqual({ kind: 'unknown' });
    clock.advance(ELEVEN_MINUTES);
    expect(await openStart(deps, startUrl.split('/').at(-1) ?? '')).toEqual({ kind: 'expired' });
  });
});

describe('the way back from the vendor', () => {
  it('connects: tokens in the vault, tenant taken, sync scheduled and started, waiting runs resumed', async () => {
    const world = await connectionWorld();
    const result = await world.authorize();
    expect(result).toMatchObject({ kind: 'connected', missingToAct: [] });
    expect(await world.connection()).toMatchObject({
      state: 'connected',
      vendorTenantId: 'tenant-1',
      grantedScopes: ['see', 'log', 'change'],
      capabilities: ['list-accounts', 'read-activity', 'change-tier', 'restore'],
      trouble: null,
    });
    expect(oauthSecretIn(await world.vault.read(world.connectionId))?.tokens).toMatchObject({
      accessToken: 'access-1',
      generation: 1,
    });
    expect(world.scheduler.standing.get(`sync#${world.connectionId}`)).toEqual({
      expression: 'rate(1 day)',
      timeZone: 'UTC',
      enabled: true,
    });
    expect(world.machines.startedSyncs.map(({ connectionId }) => connectionId)).toEqual([world.connectionId]);
    expect(world.resumed).toEqual([world.connectionId]);
    expect(world.actions().filter((action) => action === 'connection.authorized')).toHaveLength(1);
  });

  it('says which scopes to act were not granted, and connects to read', async () => {
    const world = await connectionWorld();
    world.flow.granted = ['see', 'log'];
    expect(await world.authorize()).toMatchObject({ kind: 'connected', missingToAct: ['change'] });
    expect((await world.connection()).capabilities).toEqual(['list-accounts', 'read-activity']);
  });

  it('replaces the tokens on a reconnect of the same tenant, and adds what was granted', async () => {
    const world = await connectionWorld();
    world.flow.granted = ['see', 'log'];
    await world.authorize(world.connectionId, 'read');
    world.flow.granted = ['see', 'log', 'change'];
    expect((await world.authorize()).kind).toBe('connected');
    expect(oauthSecretIn(await world.vault.read(world.connectionId))?.tokens).toMatchObject({
      accessToken: 'access-2',
      generation: 2,
    });
    expect((await world.connection()).capabilities).toContain('change-tier');
  });

  it('is the recovery its owners are told of where they were told of trouble, in the same event', async () => {
    const world = await connectionWorld();
    const ends = () => world.actions().filter((action) => /authorized|recovered/.test(action));
    await world.authorize();
    await world.authorize();
    expect(ends()).toEqual(['connection.authorized', 'connection.authorized']);
    await markNeedsReconnect(world.deps, world.connectionId, 'invalid_grant');
    await world.authorize();
    await world.authorize();
    await disconnect(world.deps, ADMIN, world.connectionId);
    await world.authorize();
    expect(ends().slice(2)).toEqual([
      'connection.recovered',
      'connection.authorized',
      'connection.recovered',
    ]);
  });

  it('refuses a state it never made, another browser, a missing cookie, a replay and one too old', async () => {
    const { deps, begin, connection, vault, connectionId } = await connectionWorld();
    const { state, cookie } = await begin();
    const back = (patch: { state?: string; cookie?: string | undefined }) =>
      completeAuthorization(deps, { state, cookie, code: 'code', error: undefined, ...patch });
    expect(await back({ state: 'made-up' })).toEqual({ kind: 'unknown-state' });
    expect(await back({ cookie: 'another' })).toEqual({ kind: 'other-browser' });
    expect(await back({ cookie: undefined })).toEqual({ kind: 'other-browser' });
    expect((await connection()).state).toBe('new');
    expect((await back({})).kind).toBe('connected');
    expect(await back({})).toEqual({ kind: 'replayed' });
    const later = await begin();
    deps.clock.advance(ELEVEN_MINUTES);
    const late = { state: later.state, cookie: later.cookie, code: 'late', error: undefined };
    expect(await completeAuthorization(deps, late)).toEqual({ kind: 'expired' });
    expect(oauthSecretIn(await vault.read(connectionId))?.tokens?.generation).toBe(1);
  });

  it('lets only one of two callbacks with the same state through', async () => {
    const { deps, begin, flow } = await connectionWorld();
    const { state, cookie } = await begin();
    const back = { state, cookie, code: 'code', error: undefined };
    const results = await Promise.all([completeAuthorization(deps, back), completeAuthorization(deps, back)]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['connected', 'replayed']);
    expect(flow.exchanged).toHaveLength(1);
  });

  it('takes a denied consent for a no, and other errors of the vendor by a clean code', async () => {
    const { deps, begin } = await connectionWorld();
    const denied = await begin();
    const answer = { cookie: denied.cookie, state: denied.state, code: undefined };
    expect(await completeAuthorization(deps, { ...answer, error: 'access_denied' })).toEqual({
      kind: 'denied',
    });
    const wrong = await begin();
    const hostile = { cookie: wrong.cookie, state: wrong.state, code: undefined, error: '<b>bad_scope</b>' };
    expect(await completeAuthorization(deps, hostile)).toEqual({
      kind: 'vendor-refused',
      error: 'bbad_scopeb',
    });
  });

  it('changes nothing where a scope that is always needed is missing', async () => {
    const world = await connectionWorld();
    world.flow.granted = ['see', 'change'];
    expect(await world.authorize()).toEqual({ kind: 'missing-scope', scopes: ['log'] });
    expect((await world.connection()).state).toBe('new');
    expect(oauthSecretIn(await world.vault.read(world.connectionId))?.tokens).toBeNull();
    expect(world.actions()).not.toContain('connection.authorized');
  });

  it('refuses a tenant of another instance, and another tenant for the same instance', async () => {
    const world = await connectionWorld();
    await world.authorize();
    const other = await world.newInstance('Other');
    const second = await world.newConnection(other.instanceId);
    expect(await world.authorize(second.connectionId)).toEqual({ kind: 'tenant-of-another-instance' });
    expect(oauthSecretIn(await world.vault.read(second.connectionId))?.tokens).toBeNull();
    world.flow.tenant = { kind: 'ok', value: { vendorTenantId: 'tenant-2' } };
    expect(await world.authorize()).toEqual({ kind: 'another-tenant' });
    expect(oauthSecretIn(await world.vault.read(world.connectionId))?.tokens?.accessToken).toBe('access-1');
  });

  it('does not tell of an instance that is hidden from who connects', async () => {
    const world = await connectionWorld();
    await world.authorize();
    const other = await world.newInstanceOfAnotherApplication();
    const second = await world.newConnection(other.instanceId);
    await world.restrictTo([other.applicationId]);
    expect(await world.authorize(second.connectionId)).toEqual({ kind: 'tenant-not-taken' });
    expect(await world.authorize()).toEqual({ kind: 'not-allowed' });
    expect(oauthSecretIn(await world.vault.read(second.connectionId))?.tokens).toBeNull();
  });

  it('gives one tenant to one of two instances that connect at the same moment', async () => {
    const world = await connectionWorld();
    const other = await world.newInstance('Other');
    const second = await world.newConnection(other.instanceId);
    const results = await Promise.all([world.authorize(), world.authorize(second.connectionId)]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['connected', 'tenant-of-another-instance']);
    const loser = results[0].kind === 'connected' ? second.connectionId : world.connectionId;
    expect(oauthSecretIn(await world.vault.read(loser))?.tokens).toBeNull();
  });

  it('passes on that the vendor refuses the code or does not answer', async () => {
    const world = await connectionWorld();
    world.flow.troubleNext('refused', 'outage');
    expect(await world.authorize()).toEqual({ kind: 'vendor-refused', error: 'invalid_grant' });
    expect(await world.authorize()).toEqual({ kind: 'vendor-unavailable' });
    world.flow.tenant = { kind: 'unavailable', reason: 'Down.', notBefore: plusMs(world.clock.now(), 5_000) };
    expect(await world.authorize()).toEqual({ kind: 'vendor-unavailable' });
    expect((await world.connection()).state).toBe('new');
  });

  it.each([{ role: 'limited-user' as const }, { active: false }])(
    'stops somebody who lost the right on the way: %o',
    async (patch) => {
      const world = await connectionWorld();
      const { state, cookie } = await world.begin();
      await world.putUser(patch);
      const answer = { state, cookie, code: 'code', error: undefined };
      expect(await completeAuthorization(world.deps, answer)).toEqual({ kind: 'not-allowed' });
      expect(world.flow.exchanged).toEqual([]);
    },
  );

  it('starts nothing while the connection is being disconnected', async () => {
    const world = await connectionWorld();
    await world.authorize();
    world.flow.revocation = { kind: 'unavailable', reason: 'Down.' };
    await disconnect(world.deps, ADMIN, world.connectionId);
    await expect(world.begin()).rejects.toBeInstanceOf(ConflictError);
  });
});
