import type { Window } from '../directory/listed-ids.ts';

/** Records that a filter without a look-up may read; where there are more, the asker has to narrow it. */
export const MOST_CANDIDATES = 2_000;

/** A part of what matches, and how many match in all; or nothing, since too much would have to be read. */
export type Scanned<T> =
  | { readonly kind: 'found'; readonly total: number; readonly items: readonly T[] }
  | { readonly kind: 'too-many' };

/** The part of what was found that a window shows. */
export const windowOf = <T>(found: readonly T[], { startIndex, count }: Window): Scanned<T> => {
  const skip = Math.max(1, startIndex) - 1;
  return { kind: 'found', total: found.length, items: found.slice(skip, skip + Math.max(0, count)) };
};
