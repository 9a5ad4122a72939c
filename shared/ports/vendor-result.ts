import type { Instant } from '../domain/time.ts';

/**
 * What a vendor call came to. Only `unavailable` of a write leaves its outcome unknown: read before anything else.
 * `reason` is the vendor's own sentence, without addresses.
 */
export type VendorResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Not before then; the vendor or our own share of its rate says so. Nothing was sent or changed. */
  | { readonly kind: 'rate-limited'; readonly notBefore: Instant }
  /** The tokens are refused for good: an admin must connect again. */
  | { readonly kind: 'reconnect-needed'; readonly reason: string }
  | { readonly kind: 'not-granted'; readonly scope: string }
  /** The vendor says no to this one thing. `code` is its own, e.g. `2034`. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** The account does not exist (any more). */
  | { readonly kind: 'gone' }
  /** No usable answer: 5xx, time-out, broken body. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly notBefore: Instant };

/** A page of a vendor's list; `next` is opaque to the host, null at the end. */
export interface VendorPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
