import { z } from 'zod';
import type { Reply } from './reply.ts';
import type { RestCall } from './route.ts';
import { vendorError } from './vendor-errors.ts';

const DEFAULT_PAGE_SIZE = 30;

/** Vendor's maximum; a request above it is refused, a request above the switch is cut to it. */
const MAX_PAGE_SIZE = 300;

const pageSizeSchema = z.coerce.number().int().min(1).max(MAX_PAGE_SIZE);

export interface Page<T> {
  readonly rows: readonly T[];
  readonly size: number;
  readonly number: number;
  readonly count: number;
  readonly nextToken: string;
}

/** All parameters but the token, in one order: a token is bound to them. */
function questionOf({ tenant, url }: RestCall): string {
  const others = new URLSearchParams(url.searchParams);
  others.delete('next_page_token');
  others.sort();
  return `${tenant.accountId} ${url.pathname}?${others.toString()}`;
}

/** Cuts one page out of the rows as they are now: rows that moved between two calls show twice or never, as at Zoom. */
export function cutPage<T>(call: RestCall, rows: readonly T[]): Page<T> | Reply {
  const { standIn, url, effect } = call;
  const wanted = pageSizeSchema.safeParse(url.searchParams.get('page_size') ?? DEFAULT_PAGE_SIZE);
  if (!wanted.success) return vendorError('invalid-parameter', 'page_size must be between 1 and 300.');
  const size = Math.min(wanted.data, standIn.switches.maxPageSize);
  const question = questionOf(call);
  const token = url.searchParams.get('next_page_token') ?? '';
  const asked = token === '' ? 0 : standIn.pageTokens.offsetOf(token, question, standIn.now());
  if (asked === undefined) return vendorError('page-token-expired');
  const offset = effect?.kind === 'page-repeated' ? Math.max(0, asked - size) : asked;
  const next = offset + size;
  const expiresAt = standIn.now() + standIn.switches.pageTokenSeconds * 1000;
  return {
    rows: rows.slice(offset, next),
    size,
    number: Math.floor(offset / size) + 1,
    count: Math.max(1, Math.ceil(rows.length / size)),
    nextToken: next < rows.length ? standIn.pageTokens.issue(question, next, expiresAt) : '',
  };
}
