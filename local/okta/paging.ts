import { z } from 'zod';
import { oktaError } from './okta-errors.ts';
import { json, type Reply } from './reply.ts';
import type { VendorCall } from './route.ts';

/** `self`, and `next` where there is one: two headers of the same name, as Okta sends them. */
export function linkHeader(call: VendorCall, next: URL | undefined): Reply['headers'] {
  const { url, effect } = call;
  const self = `<${url.href}>; rel="self"`;
  if (next === undefined) return { link: [self] };
  const origin = effect?.kind === 'foreign-next' ? effect.origin : url.origin;
  return { link: [self, `<${new URL(`${next.pathname}${next.search}`, origin).href}>; rel="next"`] };
}

/** The call's own address with other parameters; an empty text takes one away. */
export function withParameters(url: URL, changed: Readonly<Record<string, string>>): URL {
  const next = new URL(url);
  for (const [name, value] of Object.entries(changed))
    if (value === '') next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  return next;
}

/** The `limit` of a call, or the refusal of one out of bounds. */
export function limitOf(
  { url, standIn }: VendorCall,
  bounds: { readonly min: number; readonly max: number; readonly usual: number },
): number | Reply {
  const wanted = z.coerce
    .number()
    .int()
    .min(bounds.min)
    .max(bounds.max)
    .safeParse(url.searchParams.get('limit') ?? bounds.usual);
  if (!wanted.success)
    return oktaError('validation-failed', `limit: must be between ${bounds.min} and ${bounds.max}.`);
  return Math.min(wanted.data, standIn.switches.maxPageSize);
}

const cursorSchema = z.tuple([z.string(), z.string()]);

/** Opaque: the path it is good for, and the key of the last row shown. */
function cursorTo(path: string, key: string): string {
  return Buffer.from(JSON.stringify([path, key])).toString('base64url');
}

function keyIn(cursor: string, path: string): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [of, key] = cursorSchema.parse(value);
    return of === path ? key : undefined;
  } catch {
    return undefined;
  }
}

interface Listing<T> {
  /** In the order of the keys. */
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly descending?: boolean;
  readonly limit: number;
  readonly view: (row: T) => object;
}

/** One page behind the row that the cursor names, which may be gone by now; rows that come or go elsewhere change nothing. */
export function listReply<T>(call: VendorCall, { rows, keyOf, descending, limit, view }: Listing<T>): Reply {
  const { url, effect } = call;
  const after = url.searchParams.get('after');
  const key = after === null ? undefined : keyIn(after, url.pathname);
  if (after !== null && key === undefined) return oktaError('validation-failed', 'after: invalid cursor.');
  const isBehind = (row: T): boolean =>
    key === undefined || (descending === true ? keyOf(row) < key : keyOf(row) > key);
  const first = rows.findIndex(isBehind);
  const asked = first === -1 ? rows.length : first;
  const start = effect?.kind === 'page-repeated' ? Math.max(0, asked - limit) : asked;
  const page = rows.slice(start, start + limit);
  const last = page.at(-1);
  const next =
    last !== undefined && start + limit < rows.length
      ? withParameters(url, { after: cursorTo(url.pathname, keyOf(last)) })
      : undefined;
  return json(200, page.map(view), linkHeader(call, next));
}
