import { z } from 'zod';
import type { Reply } from '../stand-in/reply.ts';
import type { ApiCall } from './route.ts';
import { vendorError } from './vendor-errors.ts';

const countSchema = z.coerce.number().int().min(1);

interface Place {
  readonly limit: number;
  readonly page: number;
}

interface Page<T> {
  readonly rows: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/** A page number in disguise, so that rows which moved between two calls show twice or never. */
function cursorOf({ limit, page }: Place): string {
  return Buffer.from(`limit=${String(limit)}&page=${String(page)}`).toString('base64');
}

function placeOf(cursor: string): Place | undefined {
  const fields = new URLSearchParams(Buffer.from(cursor, 'base64').toString('utf8'));
  const limit = countSchema.safeParse(fields.get('limit'));
  const page = countSchema.safeParse(fields.get('page'));
  return limit.success && page.success ? { limit: limit.data, page: page.data } : undefined;
}

function asked({ standIn, url }: ApiCall, most: number): Place | Reply {
  const { searchParams: query, pathname: path } = url;
  // Cursors of /api/1; /api/2 knows one parameter for both directions.
  for (const name of ['after_cursor', 'before_cursor'])
    if (query.has(name)) return vendorError(path, 'bad-request', `unknown parameter ${name}`);
  const cursor = query.get('cursor');
  if (cursor === null) {
    const limit = countSchema.safeParse(query.get('limit') ?? most);
    const page = countSchema.safeParse(query.get('page') ?? 1);
    if (!limit.success) return vendorError(path, 'invalid-value', 'limit');
    if (!page.success) return vendorError(path, 'invalid-value', 'page');
    return { limit: Math.min(limit.data, most), page: page.data };
  }
  const { cursorWithPaging, cursorEncodedTwice } = standIn.switches;
  if (cursorWithPaging === 'refuse' && (query.has('limit') || query.has('page') || query.has('sort')))
    return vendorError(path, 'bad-request', 'Requests can only have cursor xor pagination arguments');
  if (cursorEncodedTwice === 'refuse' && cursor.includes('%'))
    return vendorError(path, 'invalid-value', 'cursor');
  return placeOf(decodeURIComponent(cursor)) ?? vendorError(path, 'invalid-value', 'cursor');
}

/** Cuts one page out of the rows as they are now. The cursors of the headers are percent-encoded, as OneLogin's are. */
export function cutPage<T>(call: ApiCall, rows: readonly T[], most: number): Page<T> | Reply {
  const place = asked(call, most);
  if ('status' in place) return place;
  const { limit } = place;
  const isRepeated = call.effect?.kind === 'page-repeated' && place.page > 1;
  const start = (place.page - (isRepeated ? 2 : 1)) * limit;
  const page = rows.slice(start, start + limit);
  const pages = Math.max(1, Math.ceil(rows.length / limit));
  const cursor = (to: number): string => encodeURIComponent(cursorOf({ limit, page: to }));
  const none = call.standIn.switches.lastCursor === 'empty' ? '' : undefined;
  const after = place.page < pages ? cursor(place.page + 1) : none;
  const before = place.page > 1 ? cursor(place.page - 1) : none;
  return {
    rows: page,
    headers: {
      'current-page': String(place.page),
      'page-items': String(page.length),
      'total-pages': String(pages),
      'total-count': String(rows.length),
      ...(after === undefined ? {} : { 'after-cursor': after }),
      ...(before === undefined ? {} : { 'before-cursor': before }),
    },
  };
}
