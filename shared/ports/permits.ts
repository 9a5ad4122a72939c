import type { Instant } from '../domain/time.ts';

/** What one limited thing allows. */
export interface RateLimit {
  /** e.g. `con_…#light` or `mail`. */
  readonly name: string;
  readonly perSecond: number;
  /** Permits of one day; null where none is known. */
  readonly perDay: number | null;
  /** What a day is: the UTC day unless said otherwise, or any 24 hours. */
  readonly day?: 'utc' | 'rolling';
}

/** A permit to use at `notBefore`; or none before `notBefore`, when the line is too long, blocked, or the day is used up. */
export type Permit =
  | { readonly kind: 'granted'; readonly notBefore: Instant }
  | { readonly kind: 'wait'; readonly notBefore: Instant };

/** Hands out permits to all workers together, spaced one every 1/rate, in small blocks. */
export interface Permits {
  /** A permit no further away than `maxWaitMs`, else `wait`. A granted one is used up whether or not it is used. */
  take(limit: RateLimit, maxWaitMs: number): Promise<Permit>;
  /** Nobody gets a permit before `until`: the vendor said so. */
  block(name: string, until: Instant): Promise<void>;
}
