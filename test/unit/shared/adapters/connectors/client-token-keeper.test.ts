import { describe, expect, it } from 'vitest';
import { ClientTokenKeeper } from '../../../../../shared/adapters/connectors/client-token-keeper.ts';
import type { ClientTokenResult } from '../../../../../shared/adapters/connectors/vendor-connector.ts';
import { RecordLeases } from '../../../../../shared/adapters/leases/record-leases.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { MemoryVault } from '../../../../../shared/adapters/memory/memory-vault.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { connectionWorld } from '../../../../support/connection-world.ts';

const build = async () => {
  const { clock, secrets, connection: load } = await connectionWorld();
  const connection = await load();
  const { connectionId } = connection;
  const vault = new MemoryVault();
  const write = (clientSecret: string | null) =>
    vault.write(connectionId, { kind: 'client', clientSecret, tokens: null });
  await write('secret');
  const asked: string[] = [];
  const script: (ClientTokenResult | (() => Promise<void>))[] = [];
  const keeper = new ClientTokenKeeper({
    vault,
    leases: new RecordLeases(new MemoryRecordStore(), clock),
    clock,
    secrets,
    refreshLease: 'PT10S',
    ask: async (_connection, clientSecret) => {
      asked.push(clientSecret);
      const next = script.shift();
      if (typeof next === 'object') return next;
      await next?.();
      return {
        kind: 'ok',
        accessToken: `access-${asked.length}`,
        expiresAt: plusMs(clock.now(), 36_000_000),
      };
    },
  });
  const stored = async () => {
    const secret = await vault.read(connectionId);
    return secret?.kind === 'client' ? secret.tokens : null;
  };
  return { keeper, connection, write, asked, script, stored, clock };
};

describe('the keeper of tokens that a client asks for itself', () => {
  it('asks once for all workers, and has stored the token before anybody gets it', async () => {
    const { keeper, connection, asked, stored } = await build();
    const results = await Promise.all([1, 2, 3].map(() => keeper.fresh(connection)));
    expect(results.map((result) => (result.kind === 'ok' ? result.tokens.accessToken : ''))).toEqual(
      Array.from({ length: 3 }, () => 'access-1'),
    );
    expect(asked).toEqual(['secret']);
    expect(await stored()).toMatchObject({ accessToken: 'access-1', generation: 1 });
  });

  it('asks anew for one that ends within a minute, or that was refused', async () => {
    const { keeper, connection, clock, stored } = await build();
    await keeper.fresh(connection);
    clock.advance(36_000_000 - 30_000);
    expect(await keeper.fresh(connection)).toMatchObject({ tokens: { generation: 2 } });
    expect(await keeper.newerThan(connection, 1)).toMatchObject({ tokens: { generation: 2 } });
    expect(await keeper.newerThan(connection, 2)).toMatchObject({ tokens: { generation: 3 } });
    expect(await stored()).toMatchObject({ accessToken: 'access-3' });
  });

  it('gives a newer token than a refused one, also of credentials that were replaced', async () => {
    const { keeper, connection, write } = await build();
    await write('other');
    expect(await keeper.newerThan(connection, 7)).toMatchObject({ tokens: { generation: 8 } });
  });

  it('needs a reconnect where the vendor refuses the client, or there is none', async () => {
    const { keeper, connection, write, script, asked } = await build();
    script.push({ kind: 'refused', error: 'invalid_client' });
    expect(await keeper.fresh(connection)).toMatchObject({ kind: 'reconnect-needed' });
    await write(null);
    expect(await keeper.fresh(connection)).toMatchObject({ kind: 'reconnect-needed' });
    expect(asked).toHaveLength(1);
  });

  it('waits where the vendor gives no answer, and where the credentials are replaced meanwhile', async () => {
    const { keeper, connection, write, script, stored } = await build();
    script.push({ kind: 'unavailable', reason: 'Down.' }, () => write('other'));
    expect(await keeper.fresh(connection)).toEqual({
      kind: 'unavailable',
      reason: 'Down.',
      notBefore: '2026-03-02T09:00:05.000Z',
    });
    expect((await keeper.fresh(connection)).kind).toBe('unavailable');
    expect(await stored()).toBeNull();
    expect((await keeper.fresh(connection)).kind).toBe('ok');
  });
});
