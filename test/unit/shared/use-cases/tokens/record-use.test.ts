import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { tokenUses } from '../../../../../shared/records/access.ts';
import { clientUses } from '../../../../../shared/records/client-uses.ts';
import { makeRecordUse } from '../../../../../shared/use-cases/tokens/record-use.ts';

const TOKEN = { kind: 'token', tokenId: 'tok_00000000-0000-7000-8000-000000000001' } as const;
const CLIENT = { kind: 'client', clientId: 'cli_00000000-0000-7000-8000-000000000002' } as const;

const build = () => {
  const store = new MemoryRecordStore();
  const { clock } = fixedSurroundings('2026-03-02T09:59:00.000Z');
  return {
    store,
    clock,
    recordUse: makeRecordUse({ store, clock }),
    process: () => makeRecordUse({ store, clock }),
  };
};

describe('when a credential was last used', () => {
  it('is kept to the hour, for tokens and for program clients', async () => {
    const { store, recordUse } = build();
    await recordUse(TOKEN);
    await recordUse(CLIENT);
    const lastUsedHour = '2026-03-02T09:00:00.000Z';
    expect(await store.get(tokenUses, TOKEN)).toEqual({ tokenId: TOKEN.tokenId, lastUsedHour });
    expect(await store.get(clientUses, CLIENT)).toEqual({ clientId: CLIENT.clientId, lastUsedHour });
  });

  it('is written once an hour, and read no more by the process that knows', async () => {
    const { store, clock, recordUse, process } = build();
    await recordUse(TOKEN);
    const once = { ...store.calls };
    for (let times = 0; times < 20; times += 1) await recordUse(TOKEN);
    expect(store.calls).toEqual(once);
    await process()(TOKEN);
    expect(store.calls).toMatchObject({ writeMany: once.writeMany, get: once.get + 1 });
    clock.advance(60_000);
    await recordUse(TOKEN);
    expect(store.calls.writeMany).toBe(once.writeMany + 1);
  });

  it('does not go back where another process is behind', async () => {
    const { store, clock, recordUse, process } = build();
    clock.advance(60_000);
    await recordUse(TOKEN);
    clock.advance(-60_000);
    await process()(TOKEN);
    expect(await store.get(tokenUses, TOKEN)).toMatchObject({ lastUsedHour: '2026-03-02T10:00:00.000Z' });
  });

  it('is kept for any number of credentials', async () => {
    const { store, recordUse } = build();
    for (let count = 0; count < 1_500; count += 1)
      await recordUse({
        ...TOKEN,
        tokenId: `tok_00000000-0000-7000-8000-${String(count).padStart(12, '0')}`,
      });
    expect(store.calls.writeMany).toBe(1_500);
  });
});
