import * as z from 'zod';
import { CorruptDataError } from '../../../errors.ts';
import type { VendorResult } from '../../../ports/connector.ts';
import type { VendorPage } from '../../../ports/vendor-result.ts';
import type { Bound } from '../vendor-connector.ts';
import { ONELOGIN_LABEL } from './rates.ts';

/** A list of `/api/2`: a bare array that pages by headers. */
export interface ListCall<T> {
  readonly path: string;
  readonly limit: number;
  /** Parameters besides the place and the size of a page. */
  readonly query?: Readonly<Record<string, string>>;
  readonly scope: string;
  readonly row: z.ZodType<T>;
  readonly idOf: (row: T) => string;
}

/**
 * Where to read on. OneLogin's own cursor is a page number in disguise, so it can't be trusted alone: whoever is deleted meanwhile makes
 * another person move up to a page that was read already. `total` falls then, and the list begins anew. A page whose first row is that of
 * the page before is the same page again, and is asked for once more.
 */
const cursorSchema = z.strictObject({
  at: z.string().min(1).nullable(),
  total: z.int().nonnegative().nullable(),
  first: z.string().nullable(),
  repairs: z.int().nonnegative(),
});
type ListCursor = z.infer<typeof cursorSchema>;

const START: ListCursor = { at: null, total: null, first: null, repairs: 0 };

/** A list that changes all the time is taken as it is after so many new beginnings. */
const MOST_REPAIRS = 5;

const write = (cursor: ListCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

const read = (text: string): ListCursor => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new CorruptDataError('A cursor of a list of OneLogin cannot be read.', { cause: error });
  }
};

/** `After-Cursor`, which is percent-encoded in the header and must not be so twice; null on the last page. */
const afterIn = (headers: Headers): string | null => {
  const text = headers.get('after-cursor')?.trim() ?? '';
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const totalIn = (headers: Headers): number | null => {
  const text = headers.get('total-count')?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};

type Next = { readonly kind: 'next'; readonly cursor: ListCursor | null } | { readonly kind: 'circle' };

const nextOf = (before: ListCursor, headers: Headers, first: string | null): Next => {
  const { at, total, repairs } = before;
  const counted = totalIn(headers);
  if (at !== null && first !== null && first === before.first)
    return repairs < MOST_REPAIRS
      ? { kind: 'next', cursor: { ...before, repairs: repairs + 1 } }
      : { kind: 'circle' };
  if (total !== null && counted !== null && counted < total && repairs < MOST_REPAIRS)
    return { kind: 'next', cursor: { ...START, repairs: repairs + 1 } };
  const after = afterIn(headers);
  return { kind: 'next', cursor: after === null ? null : { at: after, total: counted, first, repairs } };
};

/** Reads one page. A cursor is sent without a size of the page, which is in it (see "Pagination" of OneLogin's query parameters). */
export const readList = async <T>(
  { sendForAnswer }: Pick<Bound, 'sendForAnswer'>,
  { path, limit, query, scope, row, idOf }: ListCall<T>,
  cursor: string | null,
): Promise<VendorResult<VendorPage<T>>> => {
  const before = cursor === null ? START : read(cursor);
  const { at } = before;
  const result = await sendForAnswer({
    method: 'GET',
    effect: 'read',
    path,
    query: { ...query, ...(at === null ? { limit: String(limit) } : { cursor: at }) },
    label: ONELOGIN_LABEL,
    scope,
    schema: z.array(row),
  });
  if (result.kind !== 'ok') return result;
  const { body: items, headers } = result.value;
  const [head] = items;
  const next = nextOf(before, headers, head === undefined ? null : idOf(head));
  if (next.kind === 'circle')
    return { kind: 'refused', code: 'circle', reason: 'The list gives the same page again and again.' };
  return { kind: 'ok', value: { items, next: next.cursor === null ? null : write(next.cursor) } };
};
