import type { VendorResult } from '../../../ports/connector.ts';
import type { BoundScim } from './bound-scim.ts';
import { type IndexCursor, type ListCursor, beginning } from './list-cursor.ts';
import { type ListPage, PAGE_SIZE, readListPage } from './list-page.ts';
import type { ScimUser } from './resource.ts';

/** A page, and where the list goes on. */
export interface ListStep {
  readonly rows: readonly ScimUser[];
  readonly total: number | null;
  readonly next: ListCursor | null;
}

/** A list whose rows move while it is read is read so often at most; what all readings showed counts. */
const PASSES = 3;

/** Rows of a list that never ends. */
const MOST_ROWS = 2_000_000;

const refused = (code: string, reason: string) => ({ kind: 'refused', code, reason }) as const;

const NO_PAGES = refused(
  'no-paging',
  'The vendor shows the same accounts whatever page is asked for, and more than those may exist.',
);
const MOVES = refused(
  'list-moves',
  'The vendor’s list of accounts is in another order each time, and does not say how many there are.',
);

const ok = (value: ListStep): VendorResult<ListStep> => ({ kind: 'ok', value });

/** The end of a reading: the end of the list, unless rows moved meanwhile, so that somebody may have been on no page. */
const endOfPass = (
  cursor: IndexCursor,
  moved: boolean,
  rows: readonly ScimUser[],
): VendorResult<ListStep> => {
  const { pass, base, total } = cursor;
  if (!moved) return ok({ rows, total, next: null });
  if (pass < PASSES) return ok({ rows, total, next: beginning(pass + 1, base, total) });
  // How many were found is compared with the total by whoever reads the list.
  return total === null ? MOVES : ok({ rows, total, next: null });
};

/** Whether a page is the one before once more. */
const isRepeated = ({ before }: IndexCursor, { rows }: ListPage): boolean =>
  before !== null &&
  before.rows > 1 &&
  rows.length === before.rows &&
  rows[0]?.id === before.first &&
  rows.at(-1)?.id === before.last;

/**
 * What to do with a server that gives its first page for every one: all is well where that is everybody, which the answer to no rows at
 * all shows (RFC 7644 §3.4.2.4: `count=0` gives the total alone), or where as many rows as there are can be asked for at once.
 */
const withoutPages = async (
  bound: BoundScim,
  cursor: IndexCursor,
  shown: number,
): Promise<VendorResult<ListStep>> => {
  const counted = await readListPage(bound, {}, 0);
  if (counted.kind !== 'ok') return counted;
  const { total, rows } = counted.value;
  const ignoresCount = rows.length === shown;
  if (ignoresCount && (total === null || total === shown)) return endOfPass(cursor, false, []);
  if (total === null || total < shown) return NO_PAGES;
  if (total === shown) return endOfPass({ ...cursor, total }, false, []);
  const whole = await readListPage(bound, {}, total);
  if (whole.kind !== 'ok') return whole;
  return whole.value.rows.length >= total ? ok({ rows: whole.value.rows, total, next: null }) : NO_PAGES;
};

/** The rest of a page behind the row it shares with the page before. */
const goOn = (cursor: IndexCursor, { rows, total }: ListPage, overlap: boolean): VendorResult<ListStep> => {
  const { before } = cursor;
  const follows = before === null || !overlap || rows[0]?.id === before.last;
  const fresh = overlap && follows ? rows.slice(1) : rows;
  const moved = cursor.moved || !follows;
  const [first, last] = [rows[0], rows.at(-1)];
  if (fresh.length === 0 || first === undefined || last === undefined) return endOfPass(cursor, moved, []);
  const read = cursor.read + fresh.length;
  const known = cursor.total ?? total;
  const here = { ...cursor, read, moved, total: known };
  // A server that begins anew each time never comes to an end.
  const isTooMuch = known === null ? read > MOST_ROWS : read > known + rows.length + PAGE_SIZE;
  if (isTooMuch) return endOfPass(here, true, fresh);
  return ok({
    rows: fresh,
    total: known,
    next: { ...here, before: { first: first.id, last: last.id, rows: rows.length } },
  });
};

/**
 * Reads one page by index (RFC 7644 §3.4.2.4). Nothing the answer says of itself is relied on: rows are counted, each page is asked for
 * from the last row of the page before, so that rows that moved, or a server that counts from 0, are seen, and the end is an empty page.
 */
export const readByIndex = async (bound: BoundScim, cursor: IndexCursor): Promise<VendorResult<ListStep>> => {
  const { before, read, base } = cursor;
  if (before === null) {
    const page = await readListPage(bound, {});
    // Some refuse a count they find too large; without one they give as many as they like.
    const plain =
      page.kind === 'refused' && page.code.startsWith('400') ? await readListPage(bound, {}, null) : page;
    if (plain.kind !== 'ok') return plain;
    const { rows, total, nextCursor } = plain.value;
    // It pages by cursor of its own accord (RFC 9865 §2).
    if (nextCursor !== null) return ok({ rows, total, next: { way: 'cursor', cursor: nextCursor } });
    return goOn(cursor, plain.value, false);
  }
  const overlap = before.rows > 1;
  const at = (from: 0 | 1): number => read - (overlap ? 1 : 0) + from;
  const page = await readListPage(bound, { startIndex: at(base ?? 1) });
  if (page.kind !== 'ok') return page;
  if (isRepeated(cursor, page.value)) {
    const again = await readListPage(bound, { startIndex: at(base ?? 1) });
    if (again.kind !== 'ok') return again;
    return isRepeated(cursor, again.value)
      ? withoutPages(bound, cursor, before.rows)
      : goOn({ ...cursor, base }, again.value, overlap);
  }
  if (base !== null || !overlap || page.value.rows[0]?.id === before.last)
    return goOn({ ...cursor, base: overlap ? (base ?? 1) : base }, page.value, overlap);
  // The rows do not follow: the server counts from 0, or they moved.
  const fromZero = await readListPage(bound, { startIndex: at(0) });
  if (fromZero.kind !== 'ok') return fromZero;
  return fromZero.value.rows[0]?.id === before.last
    ? goOn({ ...cursor, base: 0 }, fromZero.value, overlap)
    : goOn({ ...cursor, base: 1 }, page.value, overlap);
};
