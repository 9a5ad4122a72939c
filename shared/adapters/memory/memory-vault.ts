import { type ConnectionSecret, connectionSecretSchema } from '../../domain/connection-secret.ts';
import type { SecretVault } from '../../ports/vault.ts';

/** The vault in memory, for tests. */
export class MemoryVault implements SecretVault {
  readonly #secrets = new Map<string, string>();

  /** Ids of the connections that have a secret now. */
  connectionIds(): string[] {
    return [...this.#secrets.keys()];
  }

  async read(connectionId: string): Promise<ConnectionSecret | undefined> {
    await Promise.resolve();
    const text = this.#secrets.get(connectionId);
    return text === undefined ? undefined : connectionSecretSchema.parse(JSON.parse(text));
  }

  async write(connectionId: string, secret: ConnectionSecret): Promise<void> {
    await Promise.resolve();
    this.#secrets.set(connectionId, JSON.stringify(secret));
  }

  async remove(connectionId: string): Promise<void> {
    await Promise.resolve();
    this.#secrets.delete(connectionId);
  }
}
