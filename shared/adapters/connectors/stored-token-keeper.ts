import type { Connection } from '../../domain/connection.ts';
import type { SecretVault } from '../../ports/vault.ts';
import type { AccessKeeper, AccessResult } from './access-keeper.ts';

/**
 * Keeps nothing good by itself: hands out the token that an admin made at the vendor, as long as there is one. A refused one needs an
 * admin, unless they have replaced it in the meantime.
 */
export class StoredTokenKeeper implements AccessKeeper {
  readonly #vault: SecretVault;

  constructor(vault: SecretVault) {
    this.#vault = vault;
  }

  fresh(connection: Connection): Promise<AccessResult> {
    return this.#token(connection, 0, 'The connection holds no token any more.');
  }

  newerThan(connection: Connection, generation: number): Promise<AccessResult> {
    return this.#token(connection, generation, 'The vendor refuses the token.');
  }

  async #token(
    { connectionId }: Connection,
    afterGeneration: number,
    otherwise: string,
  ): Promise<AccessResult> {
    const secret = await this.#vault.read(connectionId);
    if (secret?.kind !== 'token' || secret.token === null || secret.generation <= afterGeneration)
      return { kind: 'reconnect-needed', reason: otherwise };
    const { token, generation } = secret;
    return { kind: 'ok', tokens: { accessToken: token, expiresAt: null, generation } };
  }
}
