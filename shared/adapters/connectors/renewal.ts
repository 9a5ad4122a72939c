import { tokenLease } from '../../domain/connection.ts';
import { type Instant, type IsoDuration, msBetween } from '../../domain/time.ts';
import type { Leases } from '../../ports/leases.ts';
import type { Clock, Secrets } from '../../ports/surroundings.ts';

export interface RenewalDependencies {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** How long one worker may hold the refresh; longer than two token calls take. */
  readonly refreshLease: IsoDuration;
}

/** Tokens that end sooner than this are renewed before use: a call and the way to the vendor take their time. */
const RENEW_BEFORE_MS = 60_000;

/** While somebody else renews, the vault is looked at again this often, and so many times at most (about 4 s). */
const LOOK_AGAIN_MS = 200;
const LOOKS = 20;

/** When a vendor's token endpoint that gave no usable answer is asked again. */
export const ASK_AGAIN_MS = 5_000;

/** Whether a token is good for long enough to be used. */
export const lasts = (expiresAt: Instant, now: Instant): boolean =>
  msBetween(now, expiresAt) > RENEW_BEFORE_MS;

/** Somebody else kept the lease all the while. */
interface Renewing {
  readonly kind: 'unavailable';
  readonly reason: string;
  readonly notBefore: Instant;
}

/**
 * What `look` finds, or what `renew` makes of it where it finds nothing good: one renewal at a time per connection over all workers,
 * while the others look at what becomes of it. `renew` looks for itself first, since whoever held the lease before may have done the work.
 */
export const foundOrRenewed = async <T>(
  { leases, clock, secrets, refreshLease }: RenewalDependencies,
  connectionId: string,
  look: () => Promise<T | null>,
  renew: () => Promise<T>,
): Promise<T | Renewing> => {
  const name = tokenLease(connectionId);
  const holder = secrets.token();
  let until = clock.now();
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const found = await look();
    if (found !== null) return found;
    const lease = await leases.take(name, holder, refreshLease);
    if (lease.kind === 'taken') {
      try {
        return await renew();
      } finally {
        await leases.release(lease.lease);
      }
    }
    until = lease.until;
    await clock.sleep(LOOK_AGAIN_MS);
  }
  return { kind: 'unavailable', reason: 'The tokens are being refreshed.', notBefore: until };
};
