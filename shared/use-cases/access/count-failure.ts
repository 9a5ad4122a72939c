import { type Instant, dayOf, msBetween, plus } from '../../domain/time.ts';
import { type AccessFailure, accessFailures } from '../../records/access-failures.ts';
import { put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';

/** Whether somebody unknown may go on trying, or their network has failed too often. */
export type FailureVerdict =
  { readonly kind: 'counted' } | { readonly kind: 'too-many'; readonly retryAfterSeconds: number };

/** Failures of one network in one minute; a person who mistypes stays far below, and a secret of 256 bits is not guessed by more. */
export const FAILURES_PER_MINUTE = 60;

/**
 * Networks that are counted on their own in one minute; those that come after are counted together. So a flood from everywhere is
 * some 51 rows and 51 × 60 = 3,060 writes a minute, 4.4 million a day, a few more where writers collide, and for each request that
 * fails one query of 8 kB.
 */
export const NETWORKS_PER_MINUTE = 50;

/** What further networks are counted under. */
export const OTHER_NETWORKS = 'others';

/** Tries to write the count of a minute; those who fail at the same moment stand for each other after these. */
const TRIES = 3;

type Deps = Pick<Basics, 'store' | 'clock'>;

const minuteOf = (now: Instant): Instant => `${now.slice(0, 16)}:00.000Z`;

/** What a network is counted under in a minute, and the count as it stands; null where this is the first failure. */
const countOf = async (
  { store }: Deps,
  network: string,
  minute: Instant,
): Promise<{ readonly network: string; readonly counted: AccessFailure | null }> => {
  const day = dayOf(minute);
  const range = { from: `${minute}#`, to: `${minute}#~`, limit: NETWORKS_PER_MINUTE };
  const { records } = await store.page(accessFailures, { day }, range);
  const own = records.find((record) => record.network === network);
  if (own !== undefined) return { network, counted: own };
  if (records.length < NETWORKS_PER_MINUTE) return { network, counted: null };
  const others = await store.get(accessFailures, { day, minute, network: OTHER_NETWORKS });
  return { network: OTHER_NETWORKS, counted: others ?? null };
};

/**
 * Counts a failure of somebody unknown by their network, in the minute it happened, and never beyond the limit: what comes after it
 * costs a read and no write. Only those who fail are told to wait; good credentials pass from anywhere.
 */
export const countFailure = async (deps: Deps, from: string | null): Promise<FailureVerdict> => {
  const now = deps.clock.now();
  const minute = minuteOf(now);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { network, counted } = await countOf(deps, from ?? 'unknown', minute);
    const count = counted?.count ?? 0;
    if (count >= FAILURES_PER_MINUTE) {
      const retryAfterSeconds = Math.max(1, Math.ceil(msBetween(now, plus(minute, 'PT1M')) / 1000));
      return { kind: 'too-many', retryAfterSeconds };
    }
    const next: AccessFailure = {
      network,
      day: dayOf(minute),
      minute,
      count: count + 1,
      expiresAt: plus(minute, 'P1D'),
      version: count + 1,
    };
    const expected = counted === null ? 'absent' : { version: count };
    if ((await deps.store.write([put(accessFailures, next, expected)])).kind === 'done') break;
  }
  return { kind: 'counted' };
};
