import type { ClientSecret } from '../../domain/connection-secret.ts';
import type { Connection } from '../../domain/connection.ts';
import { plusMs } from '../../domain/time.ts';
import type { SecretVault } from '../../ports/vault.ts';
import type { AccessKeeper, AccessResult, AccessToken } from './access-keeper.ts';
import { ASK_AGAIN_MS, type RenewalDependencies, foundOrRenewed, lasts } from './renewal.ts';
import type { ClientTokenResult } from './vendor-connector.ts';

export interface ClientTokenKeeperDependencies extends RenewalDependencies {
  readonly vault: SecretVault;
  /** Asks the vendor's token endpoint. */
  readonly ask: (connection: Connection, clientSecret: string) => Promise<ClientTokenResult>;
}

const NO_SECRET = { kind: 'reconnect-needed', reason: 'The connection holds no secret any more.' } as const;

/** Keeps the tokens of clients (RFC 6749 §4.4) good: one that is used up is asked anew, by one worker at a time, and stored before use. */
export class ClientTokenKeeper implements AccessKeeper {
  readonly #deps: ClientTokenKeeperDependencies;

  constructor(deps: ClientTokenKeeperDependencies) {
    this.#deps = deps;
  }

  fresh(connection: Connection): Promise<AccessResult> {
    return this.newerThan(connection, 0);
  }

  newerThan(connection: Connection, generation: number): Promise<AccessResult> {
    const { clock, vault } = this.#deps;
    const look = async (): Promise<AccessResult | ClientSecret> => {
      const secret = await vault.read(connection.connectionId);
      if (secret?.kind !== 'client' || secret.clientSecret === null) return NO_SECRET;
      const { tokens } = secret;
      const isGood =
        tokens !== null && tokens.generation > generation && lasts(tokens.expiresAt, clock.now());
      return isGood ? { kind: 'ok', tokens } : secret;
    };
    return foundOrRenewed<AccessResult>(
      this.#deps,
      connection.connectionId,
      async () => {
        const found = await look();
        return found.kind === 'client' ? null : found;
      },
      async () => {
        const found = await look();
        return found.kind === 'client' ? this.#renew(connection, found, generation) : found;
      },
    );
  }

  /** Only under the lease. Credentials that were replaced while the vendor was slow are not overwritten. */
  async #renew(connection: Connection, used: ClientSecret, refused: number): Promise<AccessResult> {
    const { vault, clock, ask } = this.#deps;
    const { clientSecret } = used;
    if (clientSecret === null) return NO_SECRET;
    const result = await ask(connection, clientSecret);
    if (result.kind === 'refused')
      return { kind: 'reconnect-needed', reason: `The vendor refused the client: ${result.error}` };
    if (result.kind === 'unavailable') return { ...result, notBefore: plusMs(clock.now(), ASK_AGAIN_MS) };
    const { accessToken, expiresAt } = result;
    const tokens = {
      accessToken,
      expiresAt,
      generation: Math.max(used.tokens?.generation ?? 0, refused) + 1,
    } satisfies AccessToken;
    const now = await vault.read(connection.connectionId);
    if (now?.kind !== 'client' || now.clientSecret !== clientSecret)
      return {
        kind: 'unavailable',
        reason: 'The credentials were changed meanwhile.',
        notBefore: plusMs(clock.now(), ASK_AGAIN_MS),
      };
    await vault.write(connection.connectionId, { ...now, tokens });
    return { kind: 'ok', tokens };
  }
}
