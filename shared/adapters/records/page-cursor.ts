import { ValidationError } from '../../errors.ts';
import type { PageRequest } from '../../ports/record-store.ts';

/** Longest sort key (DynamoDB developer guide, "Constraints"). */
const MAX_SORT_BYTES = 1024;

/** Order of sort keys: DynamoDB's, by UTF-8 bytes, which differs from JavaScript's beyond U+FFFF. */
export const compareSort = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The cursor that continues behind a record: its sort key, in a form that survives a query string. */
export const cursorBehind = (sort: string): string => Buffer.from(sort).toString('base64url');

/**
 * The sort key a page starts behind, or null for the first page. A cursor comes back from outside, so one that was not made for
 * this part of a partition is a `ValidationError`.
 */
export const readCursor = ({ after = null, from, to }: PageRequest): string | null => {
  if (after === null) return null;
  const sort = Buffer.from(after, 'base64url').toString();
  const bytes = Buffer.byteLength(sort);
  const outside =
    (from !== undefined && compareSort(sort, from) < 0) || (to !== undefined && compareSort(sort, to) > 0);
  if (bytes === 0 || bytes > MAX_SORT_BYTES || outside)
    throw new ValidationError('The cursor does not belong to this list.', [
      { field: 'cursor', rule: 'must be the cursor of an earlier page of the same list' },
    ]);
  return sort;
};
