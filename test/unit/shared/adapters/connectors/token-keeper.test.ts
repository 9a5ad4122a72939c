import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeasedTokenKeeper } from '../../../../../shared/adapters/connectors/token-keeper.ts';
import { RecordLeases } from '../../../../../shared/adapters/leases/record-leases.ts';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryAuthorization } from '../../../../../shared/adapters/memory/memory-authorization.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../../../../shared/adapters/memory/memory-vault.ts';
import {
  type ConnectionSecret,
  type OAuthSecret,
  oauthSecretIn,
} from '../../../../../shared/domain/connection-secret.ts';
import type { Connection } from '../../../../../shared/domain/connection.ts';
import type { SecretVault } from '../../../../../shared/ports/vault.ts';

const CONNECTION: Connection = {
  connectionId: 'con_00000000-keeper',
  instanceId: 'ins_00000000-keeper',
  applicationId: 'app_00000000-keeper',
  vendor: 'zoom',
  state: 'connected',
  plan: 'pro',
  rateShare: 0.5,
  clientId: 'client',
  vendorTenantId: 'tenant-1',
  grantedScopes: ['see', 'log', 'change'],
  capabilities: ['list-accounts'],
  trouble: null,
  sync: { schedule: { kind: 'rate', value: 1, unit: 'days' }, paused: false },
  createdBy: 'usr_00000000-keeper',
  connectedAt: '2026-03-01T09:00:00.000Z',
  createdAt: '2026-03-01T09:00:00.000Z',
  version: 1,
};

const secretWith = (expiresAt: string): OAuthSecret => ({
  clientSecret: 'client-secret',
  webhookSecret: null,
  tokens: { accessToken: 'access-0', refreshToken: 'refresh-0', expiresAt, generation: 1 },
});

const EXPIRED = '2026-03-02T09:00:30.000Z';

const build = async (wrap: (vault: SecretVault) => SecretVault = (vault) => vault, expiresAt = EXPIRED) => {
  const { clock, secrets } = fixedSurroundings();
  const vault = new MemoryVault();
  await vault.write(CONNECTION.connectionId, secretWith(expiresAt));
  const flow = new MemoryAuthorization(clock);
  const drift: (readonly string[])[] = [];
  const keeper = new LeasedTokenKeeper({
    vault: wrap(vault),
    leases: new RecordLeases(new MemoryRecordStore(), clock),
    clock,
    secrets,
    flowOf: () => flow,
    refreshLease: 'PT10S',
    scopesChanged: async (_connection, scopes) => {
      await Promise.resolve();
      drift.push(scopes);
    },
  });
  const stored = async () => oauthSecretIn(await vault.read(CONNECTION.connectionId))?.tokens;
  return { keeper, flow, vault, drift, stored, clock };
};

describe('the token keeper', () => {
  it('hands out tokens that last, and asks nobody', async () => {
    const { keeper, flow } = await build(undefined, '2026-03-02T09:05:00.000Z');
    expect(await keeper.fresh(CONNECTION)).toMatchObject({ kind: 'ok', tokens: { generation: 1 } });
    expect(flow.refreshed).toEqual([]);
  });

  it('renews a token that ends within a minute, and has stored it before anybody gets it', async () => {
    const { keeper, stored } = await build();
    const result = await keeper.fresh(CONNECTION);
    expect(result).toMatchObject({ kind: 'ok', tokens: { accessToken: 'access-1', generation: 2 } });
    expect(await stored()).toEqual(result.kind === 'ok' ? result.tokens : null);
  });

  it('renews a lasting token that was refused, unless somebody did before', async () => {
    const { keeper, flow } = await build(undefined, '2026-03-02T12:00:00.000Z');
    expect(await keeper.newerThan(CONNECTION, 1)).toMatchObject({ kind: 'ok', tokens: { generation: 2 } });
    expect(await keeper.newerThan(CONNECTION, 1)).toMatchObject({ kind: 'ok', tokens: { generation: 2 } });
    expect(flow.refreshed).toEqual(['refresh-0']);
  });

  it.each(['not-sent', 'lost'] as const)('tries the stored token once more after %s', async (trouble) => {
    const { keeper, flow } = await build();
    flow.troubleNext(trouble);
    const result = await keeper.fresh(CONNECTION);
    expect(result.kind).toBe(trouble === 'lost' ? 'reconnect-needed' : 'ok');
    expect(flow.refreshed).toEqual(['refresh-0', 'refresh-0']);
  });

  it('asks an outage for later and keeps what it has', async () => {
    const { keeper, flow, stored } = await build();
    flow.troubleNext('outage');
    expect((await keeper.fresh(CONNECTION)).kind).toBe('unavailable');
    expect(flow.refreshed).toHaveLength(1);
    expect((await stored())?.generation).toBe(1);
  });

  it('needs a reconnect where the vendor refuses, or where no tokens are left', async () => {
    const { keeper, flow, vault } = await build();
    flow.troubleNext('refused');
    expect((await keeper.fresh(CONNECTION)).kind).toBe('reconnect-needed');
    await vault.write(CONNECTION.connectionId, { ...secretWith(EXPIRED), tokens: null });
    expect((await keeper.fresh(CONNECTION)).kind).toBe('reconnect-needed');
    expect(flow.refreshed).toHaveLength(1);
  });

  it('needs a reconnect where the secrets were deleted, also in the middle of a refresh', async () => {
    const { keeper, vault } = await build();
    await vault.remove(CONNECTION.connectionId);
    expect((await keeper.fresh(CONNECTION)).kind).toBe('reconnect-needed');
    expect((await keeper.newerThan(CONNECTION, 1)).kind).toBe('reconnect-needed');
    expect(vault.connectionIds()).toEqual([]);
  });

  it('reports scopes that changed, and says nothing about ones that did not', async () => {
    const { keeper, flow, drift } = await build();
    await keeper.newerThan(CONNECTION, 1);
    flow.granted = ['see'];
    await keeper.newerThan(CONNECTION, 2);
    flow.granted = [];
    await keeper.newerThan(CONNECTION, 3);
    expect(drift).toEqual([['see']]);
  });

  it('overwrites nothing that a reconnect stored while the vendor was slow', async () => {
    let reads = 0;
    const { keeper, stored } = await build((vault) => ({
      read: async (connectionId) => {
        reads += 1;
        if (reads === 3) {
          const fresh = { accessToken: 'new', refreshToken: 'new', expiresAt: EXPIRED, generation: 7 };
          await vault.write(connectionId, { ...secretWith(EXPIRED), tokens: fresh });
        }
        return vault.read(connectionId);
      },
      write: (connectionId, secret) => vault.write(connectionId, secret),
      remove: (connectionId) => vault.remove(connectionId),
    }));
    expect(await keeper.fresh(CONNECTION)).toMatchObject({ kind: 'ok', tokens: { generation: 7 } });
    expect((await stored())?.generation).toBe(7);
  });

  it('never uses a refresh token twice, however two refreshers interleave, unless an answer was lost', async () => {
    const trouble = fc.constantFrom('lost', 'outage', 'none');
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(trouble, { maxLength: 3 }), async (scheduler, troubles) => {
        const { keeper, flow, stored } = await build((vault) => ({
          read: scheduler.scheduleFunction((connectionId: string) => vault.read(connectionId)),
          write: scheduler.scheduleFunction((connectionId: string, secret: ConnectionSecret) =>
            vault.write(connectionId, secret),
          ),
          remove: (connectionId) => vault.remove(connectionId),
        }));
        const real = troubles.flatMap((name) => (name === 'none' ? [] : [name]));
        flow.troubleNext(...real);
        const both = Promise.all([keeper.fresh(CONNECTION), keeper.newerThan(CONNECTION, 1)]);
        await scheduler.waitFor(both);
        const results = await both;
        const newest = await stored();
        for (const result of results)
          if (result.kind === 'ok')
            expect(result.tokens.generation).toBeLessThanOrEqual(newest?.generation ?? 0);
        if (!real.includes('lost')) expect(flow.usedAgain).toEqual([]);
        expect(flow.usedAgain.length).toBeLessThanOrEqual(2 * real.filter((name) => name === 'lost').length);
      }),
      { numRuns: 300 },
    );
  });
});
