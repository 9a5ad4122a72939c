import type { Instant, IsoDuration } from '../domain/time.ts';

/** A name held by one holder for a while. `generation` grows with every holder, so that an older one can be told apart. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly generation: number;
  readonly until: Instant;
}

/** Lets one worker alone do something for a while, e.g. refresh a connection's tokens. */
export interface Leases {
  /** `held`: somebody else has it, at most until then. A holder is one attempt: taking again under the same name is refused too. */
  take(
    name: string,
    holder: string,
    duration: IsoDuration,
  ): Promise<
    { readonly kind: 'taken'; readonly lease: Lease } | { readonly kind: 'held'; readonly until: Instant }
  >;
  /** Holds on for `duration` from now. `lost`: it ran out and somebody else has taken it since. */
  renew(
    lease: Lease,
    duration: IsoDuration,
  ): Promise<{ readonly kind: 'renewed'; readonly lease: Lease } | { readonly kind: 'lost' }>;
  /** Gives it up. `lost`: it was somebody else's already. */
  release(lease: Lease): Promise<{ readonly kind: 'released' | 'lost' }>;
}
