import type { Connection } from '../../domain/connection.ts';
import type { Instant } from '../../domain/time.ts';

/** What goes into the header of a call. */
export interface AccessToken {
  readonly accessToken: string;
  /** Null where it lasts until somebody takes it back. */
  readonly expiresAt: Instant | null;
  readonly generation: number;
}

/** A token to use now, or why there is none. */
export type AccessResult =
  | { readonly kind: 'ok'; readonly tokens: AccessToken }
  | { readonly kind: 'reconnect-needed'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly notBefore: Instant };

/** Where a session has its token from, whichever way a vendor lets us in. */
export interface AccessKeeper {
  /** A token that is good for a while. */
  fresh(connection: Connection): Promise<AccessResult>;
  /** One newer than a generation the vendor has refused. */
  newerThan(connection: Connection, generation: number): Promise<AccessResult>;
}
