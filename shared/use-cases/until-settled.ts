import { ConflictError } from '../errors.ts';
import type { Basics } from './dependencies.ts';

/** As many as change one thing at the same moment, and twice again; one of them succeeds each time. */
const TRIES = 60;
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 320;

/** A fraction from 0 on and below 1. */
const chance = ({ secrets }: Pick<Basics, 'secrets'>): number =>
  Number.parseInt(secrets.sha256(secrets.token()).slice(0, 8), 16) / 2 ** 32;

/**
 * Reads and writes again while others change the same thing, for what many change at once: waits between tries double from 10 ms to
 * 320 ms with full jitter, 9 s in the mean where all are needed. Throws `ConflictError` (`busy`) when that does not end.
 */
export const untilSettled = async <T>(
  deps: Pick<Basics, 'clock' | 'secrets'>,
  attempt: () => Promise<T | 'conflict'>,
): Promise<T> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const result = await attempt();
    if (result !== 'conflict') return result;
    await deps.clock.sleep(chance(deps) * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
  }
  throw new ConflictError('busy', 'Others are changing the same thing. Try again.');
};
