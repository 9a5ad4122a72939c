import { RestrictedError } from '../../errors.ts';
import type { Caller } from '../dependencies.ts';

/**
 * Refuses what is the whole organization's to somebody who is restricted to some applications, before anything is done. The store they
 * have refuses it too, but only once it is written. Throws `RestrictedError`.
 */
export const assertUnrestricted = ({ restriction }: Pick<Caller, 'restriction'>): void => {
  if (restriction?.kind === 'only') throw new RestrictedError();
};
