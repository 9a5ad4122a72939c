import type { Instant, IsoDuration } from '../domain/time.ts';

/** Who got a lease. `generation` grows with every holder of a name: work done under an older one is out of date. */
export type LeaseResult =
  | { readonly kind: 'held'; readonly generation: number }
  /** Somebody else holds it, at most until then. */
  | { readonly kind: 'busy'; readonly until: Instant };

/** Lets one worker at a time do something. A lease that is not released ends by itself. */
export interface Leases {
  /** Takes a lease that is free or has run out; the same holder asking again prolongs it under the same generation. */
  take(name: string, holder: string, duration: IsoDuration): Promise<LeaseResult>;
  /** Gives a lease back early; harmless where the holder no longer has it. */
  release(name: string, holder: string): Promise<void>;
}
