import type { TokenSet } from '../domain/connection-secret.ts';
import type { Connection } from '../domain/connection.ts';
import type { Instant } from '../domain/time.ts';

/** Tokens to use now, or why there are none. */
export type TokensResult =
  | { readonly kind: 'ok'; readonly tokens: TokenSet }
  | { readonly kind: 'reconnect-needed'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly notBefore: Instant };

/**
 * Keeps the tokens of connections good: one refresh at a time per connection over all workers, and a new set is in the vault before
 * anybody uses it.
 */
export interface TokenKeeper {
  /** Tokens that are good for a while; refreshed where they end within a minute. */
  fresh(connection: Connection): Promise<TokensResult>;
  /** Tokens newer than a generation the vendor has refused. */
  newerThan(connection: Connection, generation: number): Promise<TokensResult>;
}
