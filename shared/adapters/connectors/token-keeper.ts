import type { ConnectionSecret, TokenSet } from '../../domain/connection-secret.ts';
import { type Connection, tokenLease } from '../../domain/connection.ts';
import { type Instant, type IsoDuration, msBetween, plusMs } from '../../domain/time.ts';
import type { AuthorizationFlow, TokenResult } from '../../ports/connector.ts';
import type { Leases } from '../../ports/leases.ts';
import type { Clock, Secrets } from '../../ports/surroundings.ts';
import type { TokenKeeper, TokensResult } from '../../ports/token-keeper.ts';
import type { SecretVault } from '../../ports/vault.ts';

export interface TokenKeeperDependencies {
  readonly vault: SecretVault;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly flowOf: (vendor: Connection['vendor']) => AuthorizationFlow;
  /** How long one worker may hold the refresh; longer than two token calls take. */
  readonly refreshLease: IsoDuration;
  /** Told when an answer grants other scopes than the connection has. */
  readonly scopesChanged: (connection: Connection, scopes: readonly string[]) => Promise<void>;
}

/** Tokens that end sooner than this are refreshed before use: a call and the way to the vendor take their time. */
const RENEW_BEFORE_MS = 60_000;

/** While somebody else refreshes, the vault is looked at again this often, and so many times at most (about 4 s). */
const LOOK_AGAIN_MS = 200;
const LOOKS = 20;

const ASK_AGAIN_MS = 5_000;

const NO_TOKENS = { kind: 'reconnect-needed', reason: 'The connection holds no tokens any more.' } as const;

type Wanted = (tokens: TokenSet) => boolean;

/** The token keeper over a vault and leases. */
export class LeasedTokenKeeper implements TokenKeeper {
  readonly #deps: TokenKeeperDependencies;

  constructor(deps: TokenKeeperDependencies) {
    this.#deps = deps;
  }

  fresh(connection: Connection): Promise<TokensResult> {
    return this.#tokens(connection, (tokens) => this.#lasts(tokens.expiresAt));
  }

  newerThan(connection: Connection, generation: number): Promise<TokensResult> {
    return this.#tokens(
      connection,
      (tokens) => tokens.generation > generation && this.#lasts(tokens.expiresAt),
    );
  }

  #lasts(expiresAt: Instant): boolean {
    return msBetween(this.#deps.clock.now(), expiresAt) > RENEW_BEFORE_MS;
  }

  async #tokens(connection: Connection, good: Wanted): Promise<TokensResult> {
    const { leases, secrets, clock, refreshLease } = this.#deps;
    const name = tokenLease(connection.connectionId);
    const holder = secrets.token();
    let until = clock.now();
    for (let look = 0; look < LOOKS; look += 1) {
      const tokens = (await this.#secret(connection))?.tokens ?? null;
      if (tokens === null) return NO_TOKENS;
      if (good(tokens)) return { kind: 'ok', tokens };
      const lease = await leases.take(name, holder, refreshLease);
      if (lease.kind === 'taken') {
        try {
          return await this.#refresh(connection, good);
        } finally {
          await leases.release(lease.lease);
        }
      }
      until = lease.until;
      await clock.sleep(LOOK_AGAIN_MS);
    }
    return { kind: 'unavailable', reason: 'The tokens are being refreshed.', notBefore: until };
  }

  /** Undefined where all of it was deleted, which an uninstall does while workers go on. */
  #secret({ connectionId }: Connection): Promise<ConnectionSecret | undefined> {
    return this.#deps.vault.read(connectionId);
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
    const flow = this.#deps.flowOf(connection.vendor);
    const request = { clientId: connection.clientId, clientSecret, refreshToken };
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
