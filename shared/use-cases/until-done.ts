import { ConflictError } from '../errors.ts';

const TRIES = 8;

/** Reads and writes again while others change the same thing. Throws `ConflictError` (`busy`) when that does not end. */
export const untilDone = async <T>(attempt: () => Promise<T | 'conflict'>): Promise<T> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const result = await attempt();
    if (result !== 'conflict') return result;
  }
  throw new ConflictError('busy', 'Others are changing the same thing. Try again.');
};
