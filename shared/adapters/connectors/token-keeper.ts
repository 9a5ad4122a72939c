import { type OAuthSecret, type TokenSet, oauthSecretIn } from '../../domain/connection-secret.ts';
import type { Connection } from '../../domain/connection.ts';
import { plusMs } from '../../domain/time.ts';
import { CorruptDataError } from '../../errors.ts';
import type { AuthorizationFlow, TokenResult } from '../../ports/connector.ts';
import type { TokenKeeper, TokensResult } from '../../ports/token-keeper.ts';
import type { SecretVault } from '../../ports/vault.ts';
import { ASK_AGAIN_MS, type RenewalDependencies, foundOrRenewed, lasts } from './renewal.ts';

export interface TokenKeeperDependencies extends RenewalDependencies {
  readonly vault: SecretVault;
  readonly flowOf: (vendor: Connection['vendor']) => AuthorizationFlow;
  /** Told when an answer grants other scopes than the connection has. */
  readonly scopesChanged: (connection: Connection, scopes: readonly string[]) => Promise<void>;
}

const NO_TOKENS = { kind: 'reconnect-needed', reason: 'The connection holds no tokens any more.' } as const;

type Wanted = (tokens: TokenSet) => boolean;

/** The token keeper over a vault and leases. */
export class LeasedTokenKeeper implements TokenKeeper {
  readonly #deps: TokenKeeperDependencies;

  constructor(deps: TokenKeeperDependencies) {
    this.#deps = deps;
  }

  fresh(connection: Connection): Promise<TokensResult> {
    return this.#tokens(connection, (tokens) => this.#lasts(tokens));
  }

  newerThan(connection: Connection, generation: number): Promise<TokensResult> {
    return this.#tokens(connection, (tokens) => tokens.generation > generation && this.#lasts(tokens));
  }

  #lasts({ expiresAt }: TokenSet): boolean {
    return lasts(expiresAt, this.#deps.clock.now());
  }

  #tokens(connection: Connection, good: Wanted): Promise<TokensResult> {
    const look = async (): Promise<TokensResult | null> => {
      const tokens = (await this.#secret(connection))?.tokens ?? null;
      if (tokens === null) return NO_TOKENS;
      return good(tokens) ? { kind: 'ok', tokens } : null;
    };
    return foundOrRenewed(this.#deps, connection.connectionId, look, () => this.#refresh(connection, good));
  }

  /** Undefined where all of it was deleted, which an uninstall does while workers go on. */
  async #secret({ connectionId }: Connection): Promise<OAuthSecret | undefined> {
    return oauthSecretIn(await this.#deps.vault.read(connectionId));
  }

  /** Only under the lease. The vault is read again: whoever held the lease before may have done the work. */
  async #refresh(connection: Connection, good: Wanted): Promise<TokensResult> {
    const secret = await this.#secret(connection);
    if (secret === undefined || secret.tokens === null) return NO_TOKENS;
    if (good(secret.tokens)) return { kind: 'ok', tokens: secret.tokens };
    const result = await this.#ask(connection, secret.clientSecret, secret.tokens.refreshToken);
    switch (result.kind) {
      case 'refused':
        return { kind: 'reconnect-needed', reason: `The vendor refused the refresh: ${result.error}` };
      case 'unavailable':
        return {
          kind: 'unavailable',
          reason: result.reason,
          notBefore: plusMs(this.#deps.clock.now(), ASK_AGAIN_MS),
        };
      case 'ok':
        return this.#keep(connection, secret.tokens.generation, result);
    }
  }

  /** A lease may have run out while the vendor was slow: a set that was stored meanwhile, by a reconnect above all, is never overwritten. */
  async #keep(
    connection: Connection,
    usedGeneration: number,
    { tokens: received, scopes }: Extract<TokenResult, { kind: 'ok' }>,
  ): Promise<TokensResult> {
    const secret = await this.#secret(connection);
    if (secret === undefined || secret.tokens === null) return NO_TOKENS;
    if (secret.tokens.generation !== usedGeneration) return { kind: 'ok', tokens: secret.tokens };
    const tokens = { ...received, generation: usedGeneration + 1 };
    await this.#deps.vault.write(connection.connectionId, { ...secret, tokens });
    await this.#compareScopes(connection, scopes);
    return { kind: 'ok', tokens };
  }

  /** A refresh whose answer got lost may have used up the stored token: it is tried once more, and the vendor's word is final. */
  async #ask(connection: Connection, clientSecret: string, refreshToken: string): Promise<TokenResult> {
    const { vendor, clientId, connectionId } = connection;
    if (clientId === null) throw new CorruptDataError(`Connection ${connectionId} has no client id.`);
    const flow = this.#deps.flowOf(vendor);
    const request = { clientId, clientSecret, refreshToken };
    const first = await flow.refresh(request);
    return first.kind === 'unavailable' && first.answerLost ? flow.refresh(request) : first;
  }

  /** An answer without scopes says that they are as before (RFC 6749 §5.1). */
  async #compareScopes(connection: Connection, scopes: readonly string[]): Promise<void> {
    const before = new Set(connection.grantedScopes);
    const same = before.size === new Set(scopes).size && scopes.every((scope) => before.has(scope));
    if (scopes.length > 0 && !same) await this.#deps.scopesChanged(connection, scopes);
  }
}
