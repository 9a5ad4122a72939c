import { describe, expect, it } from 'vitest';
import { oauthSecretIn } from '../../../../../shared/domain/connection-secret.ts';
import { ConflictError, VersionMismatchError } from '../../../../../shared/errors.ts';
import { changeConnection } from '../../../../../shared/use-cases/connections/change-connection.ts';
import { markNeedsReconnect } from '../../../../../shared/use-cases/connections/connection-health.ts';
import { disconnect } from '../../../../../shared/use-cases/connections/disconnect.ts';
import { nextSyncs } from '../../../../../shared/use-cases/connections/next-syncs.ts';
import {
  changeSync,
  startScheduledSync,
  startSyncNow,
} from '../../../../../shared/use-cases/connections/sync-schedule.ts';
import { ADMIN, connectionWorld } from '../../../../support/connection-world.ts';

const connectedWorld = async () => {
  const world = await connectionWorld();
  await world.authorize();
  return world;
};

const count = (actions: readonly string[], wanted: string): number =>
  actions.filter((action) => action === wanted).length;

describe('a connection', () => {
  it('keeps its secrets in the vault and out of the record and the audit trail', async () => {
    const { connection, vault, connectionId, store } = await connectionWorld();
    expect(await vault.read(connectionId)).toEqual({
      clientSecret: 'client-secret',
      webhookSecret: 'webhook-secret',
      tokens: null,
    });
    expect(JSON.stringify([await connection(), store.auditTrail()])).not.toMatch(
      /client-secret|webhook-secret/,
    );
    expect((await connection()).rateShare).toBe(0.5);
  });

  it('is the only one of its instance, also when two are made at the same moment', async () => {
    const { newConnection, instance, newInstance, deps, vault } = await connectionWorld();
    await expect(newConnection(instance.instanceId)).rejects.toBeInstanceOf(ConflictError);
    const other = await newInstance('Other');
    const made = await Promise.allSettled([newConnection(other.instanceId), newConnection(other.instanceId)]);
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(vault.connectionIds()).toHaveLength(2);
    expect(deps.settings.rateShare).toBe(0.5);
  });

  it('changes plan, share and secrets, on the version that was read', async () => {
    const world = await connectionWorld();
    const { connectionId, deps, vault } = world;
    const changed = await changeConnection(deps, ADMIN, {
      connectionId,
      expectedVersion: 1,
      plan: 'business',
      rateShare: 0.2,
      clientId: 'other-client',
      clientSecret: 'other-secret',
      webhookSecret: null,
    });
    expect(changed).toMatchObject({ plan: 'business', rateShare: 0.2, clientId: 'other-client', version: 2 });
    expect(await vault.read(connectionId)).toEqual({
      clientSecret: 'other-secret',
      webhookSecret: null,
      tokens: null,
    });
    const stale = { connectionId, expectedVersion: 1, clientSecret: 'too-late' };
    await expect(changeConnection(deps, ADMIN, stale)).rejects.toBeInstanceOf(VersionMismatchError);
    expect(oauthSecretIn(await vault.read(connectionId))?.clientSecret).toBe('other-secret');
  });

  it('keeps its app while it is connected, and its tokens through a change of secrets', async () => {
    const { deps, connectionId, connection, vault } = await connectedWorld();
    const { version: expectedVersion } = await connection();
    const another = { connectionId, expectedVersion, clientId: 'other-client' };
    await expect(changeConnection(deps, ADMIN, another)).rejects.toBeInstanceOf(ConflictError);
    await changeConnection(deps, ADMIN, { connectionId, expectedVersion, webhookSecret: 'new' });
    expect(await vault.read(connectionId)).toMatchObject({
      webhookSecret: 'new',
      tokens: { accessToken: 'access-1' },
    });
  });
});

describe('disconnecting', () => {
  it('says so first, then revokes, deletes the tokens and takes the schedule back', async () => {
    const { deps, connectionId, connection, vault, flow, scheduler, actions } = await connectedWorld();
    const result = await disconnect(deps, ADMIN, connectionId);
    expect(result.kind).toBe('disconnected');
    expect(await connection()).toMatchObject({ state: 'disconnected', capabilities: [], grantedScopes: [] });
    expect(flow.revoked).toEqual(['access-1']);
    expect(await vault.read(connectionId)).toMatchObject({ clientSecret: 'client-secret', tokens: null });
    expect(scheduler.standing.has(`sync#${connectionId}`)).toBe(false);
    const told = actions().filter((action) => action.startsWith('connection.dis'));
    expect(told).toEqual(['connection.disconnecting', 'connection.disconnected']);
  });

  it('stays disconnecting while the vendor cannot be told, and goes on when asked again', async () => {
    const { deps, connectionId, connection, vault, flow, actions } = await connectedWorld();
    flow.revocation = { kind: 'unavailable', reason: 'Down.' };
    expect(await disconnect(deps, ADMIN, connectionId)).toMatchObject({
      kind: 'not-revoked',
      reason: 'Down.',
    });
    expect((await connection()).state).toBe('disconnecting');
    expect(oauthSecretIn(await vault.read(connectionId))?.tokens).not.toBeNull();
    flow.revocation = { kind: 'ok' };
    expect((await disconnect(deps, ADMIN, connectionId)).kind).toBe('disconnected');
    expect(count(actions(), 'connection.disconnecting')).toBe(1);
  });

  it('renews a token that has run out before it revokes by it', async () => {
    const { deps, connectionId, clock, flow } = await connectedWorld();
    clock.advance(2 * 3_600_000);
    expect((await disconnect(deps, ADMIN, connectionId)).kind).toBe('disconnected');
    expect(flow.revoked).toEqual(['access-2']);
  });

  it('needs no vendor where the tokens are dead or never were, and no second time', async () => {
    const dead = await connectedWorld();
    dead.clock.advance(2 * 3_600_000);
    dead.flow.troubleNext('refused');
    expect((await disconnect(dead.deps, ADMIN, dead.connectionId)).kind).toBe('disconnected');
    expect((await disconnect(dead.deps, ADMIN, dead.connectionId)).kind).toBe('disconnected');
    expect(dead.flow.revoked).toEqual([]);
    expect(count(dead.actions(), 'connection.disconnected')).toBe(1);
    const fresh = await connectionWorld();
    expect((await disconnect(fresh.deps, ADMIN, fresh.connectionId)).kind).toBe('disconnected');
  });

  it('leaves the way back open', async () => {
    const world = await connectedWorld();
    await disconnect(world.deps, ADMIN, world.connectionId);
    expect((await world.authorize()).kind).toBe('connected');
    expect((await world.connection()).state).toBe('connected');
  });
});

describe('trouble of a connection', () => {
  it('is written down once per incident, however many report it', async () => {
    const { deps, connectionId, connection, actions, authorize } = await connectedWorld();
    await Promise.all(
      Array.from({ length: 10 }, () => markNeedsReconnect(deps, connectionId, 'invalid_grant')),
    );
    expect(await connection()).toMatchObject({ state: 'needs-reconnect', trouble: 'invalid_grant' });
    expect(count(actions(), 'connection.needs-reconnect')).toBe(1);
    await authorize();
    expect(await connection()).toMatchObject({ state: 'connected', trouble: null });
    await markNeedsReconnect(deps, connectionId, 'again');
    expect(count(actions(), 'connection.needs-reconnect')).toBe(2);
  });

  it('is nothing where the connection is not connected', async () => {
    const { deps, connectionId, connection, actions } = await connectionWorld();
    await markNeedsReconnect(deps, connectionId, 'invalid_grant');
    await markNeedsReconnect(deps, 'con_00000000-none', 'invalid_grant');
    expect((await connection()).state).toBe('new');
    expect(actions()).not.toContain('connection.needs-reconnect');
  });

  it('includes scopes that are gone after a refresh', async () => {
    const { tokens, connection, flow, clock } = await connectedWorld();
    clock.advance(2 * 3_600_000);
    flow.granted = ['see'];
    await tokens.fresh(await connection());
    expect(await connection()).toMatchObject({
      grantedScopes: ['see'],
      capabilities: ['list-accounts'],
      trouble: 'The vendor no longer grants log.',
    });
  });

  it('that is a missing scope is told to its owners, and so is that it was granted again', async () => {
    const { tokens, connection, flow, clock, store } = await connectedWorld();
    for (const granted of [['see'], ['see', 'change'], ['see', 'log', 'change'], ['see', 'log']]) {
      clock.advance(2 * 3_600_000);
      flow.granted = granted;
      await tokens.fresh(await connection());
    }
    const told = store.auditTrail().slice(-4);
    expect(told.map(({ action, note }) => [action, note])).toEqual([
      ['connection.scopes-missing', 'The vendor no longer grants log.'],
      ['connection.changed', 'The vendor no longer grants log.'],
      ['connection.recovered', null],
      ['connection.changed', null],
    ]);
  });
});

describe('the sync of a connection', () => {
  it('has next dates while it is connected and not paused', async () => {
    const world = await connectedWorld();
    expect(nextSyncs(world, await world.connection())).toEqual([
      '2026-03-03T09:00:00.000Z',
      '2026-03-04T09:00:00.000Z',
      '2026-03-05T09:00:00.000Z',
    ]);
    const { version: expectedVersion } = await world.connection();
    const paused = await changeSync(world.deps, ADMIN, {
      connectionId: world.connectionId,
      expectedVersion,
      paused: true,
    });
    expect(nextSyncs(world, paused)).toEqual([]);
    expect(world.scheduler.standing.get(`sync#${world.connectionId}`)).toMatchObject({ enabled: false });
  });

  it('is scheduled as changed', async () => {
    const { deps, connectionId, connection, scheduler, actions } = await connectedWorld();
    const { version: expectedVersion } = await connection();
    const schedule = { kind: 'cron', expression: '0 5 ? * MON-FRI *', timeZone: 'Europe/Berlin' } as const;
    await changeSync(deps, ADMIN, { connectionId, expectedVersion, schedule });
    expect(scheduler.standing.get(`sync#${connectionId}`)).toEqual({
      expression: 'cron(0 5 ? * MON-FRI *)',
      timeZone: 'Europe/Berlin',
      enabled: true,
    });
    expect(actions().at(-1)).toBe('connection.changed');
    const stale = { connectionId, expectedVersion, paused: true };
    await expect(changeSync(deps, ADMIN, stale)).rejects.toBeInstanceOf(VersionMismatchError);
  });

  it('starts when asked or scheduled, and not for a connection that is not connected', async () => {
    const { deps, connectionId, machines, newInstance, newConnection } = await connectedWorld();
    const { pullId } = await startSyncNow(deps, connectionId);
    expect(machines.startedSyncs).toContainEqual({ connectionId, pullId });
    expect((await startScheduledSync(deps, connectionId)).kind).toBe('started');
    const other = await newConnection((await newInstance('Other')).instanceId);
    await expect(startSyncNow(deps, other.connectionId)).rejects.toBeInstanceOf(ConflictError);
    expect(await startScheduledSync(deps, other.connectionId)).toEqual({ kind: 'skipped' });
    expect(await startScheduledSync(deps, 'con_00000000-none')).toEqual({ kind: 'skipped' });
  });
});
