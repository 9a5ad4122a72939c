import { describe, expect, it } from 'vitest';
import { MemoryVault } from '../../shared/adapters/memory/memory-vault.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import type { ConnectionSecret } from '../../shared/domain/connection-secret.ts';
import type { SecretVault } from '../../shared/ports/vault.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

const twins: readonly { name: string; open: () => SecretVault }[] = [
  { name: 'memory', open: () => new MemoryVault() },
  {
    name: 'Secrets Manager',
    open: () => new SecretsManagerVault({ namePrefix: 'test/connections/', client: emulatorClient() }),
  },
];

const secret = (generation: number): ConnectionSecret => ({
  clientSecret: 'client secret',
  webhookSecret: null,
  tokens: {
    accessToken: `access ${generation}`,
    refreshToken: `refresh ${generation}`,
    expiresAt: '2026-03-02T10:00:00.000Z',
    generation,
  },
});

describe.each(twins)('SecretVault on $name', ({ open }) => {
  const connectionId = () => new UuidIds().next('connection');

  it('gives undefined where there is nothing', async () => {
    expect(await open().read(connectionId())).toBeUndefined();
  });

  it('gives the newest value as soon as it was written', async () => {
    const vault = open();
    const id = connectionId();
    for (const generation of [1, 2, 3]) {
      await vault.write(id, secret(generation));
      expect(await vault.read(id)).toEqual(secret(generation));
    }
  });

  it('keeps connections apart', async () => {
    const vault = open();
    const [one, other] = [connectionId(), connectionId()];
    await vault.write(one, secret(1));
    expect(await vault.read(other)).toBeUndefined();
  });

  it('creates a secret once when two write the first value at once', async () => {
    const vault = open();
    const id = connectionId();
    await Promise.allSettled([vault.write(id, secret(1)), vault.write(id, secret(1))]);
    expect(await vault.read(id)).toEqual(secret(1));
  });

  it('removes at once, harmlessly where there is nothing, and lets the name be used again', async () => {
    const vault = open();
    const id = connectionId();
    await vault.remove(id);
    await vault.write(id, secret(1));
    await vault.remove(id);
    expect(await vault.read(id)).toBeUndefined();
    await vault.write(id, secret(2));
    expect(await vault.read(id)).toEqual(secret(2));
  });
});
