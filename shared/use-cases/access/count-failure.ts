import { msBetween, plus } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { failureCounts } from '../../records/technical.ts';
import type { Basics } from '../dependencies.ts';

/** Whether somebody unknown may go on trying, or their network has failed too often. */
export type FailureVerdict =
  { readonly kind: 'counted' } | { readonly kind: 'too-many'; readonly retryAfterSeconds: number };

/** Failures of one network in one minute; a person who mistypes stays far below, and a secret of 256 bits is not guessed by more. */
export const FAILURES_PER_MINUTE = 60;

/** Tries to write the count of a minute; those who fail at the same moment stand for each other after these. */
const TRIES = 3;

const minuteOf = (now: string): string => `${now.slice(0, 16)}:00.000Z`;

/**
 * Counts a failure of somebody unknown by their network, in the minute it happened, and never beyond the limit: what comes after it
 * costs a read and no write. Only those who fail are told to wait; good credentials pass from anywhere.
 */
export const countFailure = async (
  deps: Pick<Basics, 'store' | 'clock'>,
  from: string | null,
): Promise<FailureVerdict> => {
  const network = from ?? 'unknown';
  const now = deps.clock.now();
  const minute = minuteOf(now);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const counted = await deps.store.get(failureCounts, { network, minute });
    const count = counted?.count ?? 0;
    if (count >= FAILURES_PER_MINUTE) {
      const retryAfterSeconds = Math.max(1, Math.ceil(msBetween(now, plus(minute, 'PT1M')) / 1000));
      return { kind: 'too-many', retryAfterSeconds };
    }
    const next = { network, minute, count: count + 1, expiresAt: plus(minute, 'P1D'), version: count + 1 };
    const written = await deps.store.write([
      put(failureCounts, next, count === 0 ? 'absent' : { version: count }),
    ]);
    if (written.kind === 'done') break;
  }
  return { kind: 'counted' };
};
