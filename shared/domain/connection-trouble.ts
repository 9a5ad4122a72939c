import * as z from 'zod';

/**
 * What may be wrong with a connection, the worst first. `uninstalled`: for good, and what was read is deleted. `disconnected`: by one of
 * us. `tokens-refused`: nothing can be read or changed. `scopes-missing`: the vendor took back a right that is always needed.
 * `vendor-silent` and `pulls-failing`: several pulls in a row came to nothing, for want of an answer or for another reason.
 * `data-odd`: what was read waits for a person. `data-stale`: nothing was read though it was planned. `clock-ahead`: what was read is
 * followed, though it tells of sign-ins that lie in the future.
 */
export const TROUBLES = [
  'uninstalled',
  'disconnected',
  'tokens-refused',
  'scopes-missing',
  'vendor-silent',
  'pulls-failing',
  'data-odd',
  'data-stale',
  'clock-ahead',
  'uninstall-doubted',
] as const;
export const troubleKindSchema = z.enum(TROUBLES);
export type TroubleKind = z.infer<typeof troubleKindSchema>;

/** A trouble of a connection, and what is known of it in whole sentences; null where there is nothing more to say. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly reason: string | null;
}

/** So many pulls in a row that came to nothing are trouble: one may be a bad moment. */
export const FAILED_IN_A_ROW = 3;

/** What the failure of a pull begins with where the vendor gave no usable answer. */
export const NO_ANSWER = 'the vendor gave no usable answer';

/** What of a pull is worth telling, in words, as the reason of a trouble. */
export const listed = (what: string): string => `It listed ${what}.`;
