import type { VendorResult } from '../../../ports/connector.ts';
import type { Bound, VendorCall } from '../vendor-connector.ts';

/** A list's call: everything but what all lists of Okta have in common. */
export type ListCall<T> = Pick<VendorCall<T>, 'path' | 'label' | 'scope' | 'schema'> & {
  readonly query: Readonly<Record<string, string>>;
};

/** The rows of a page, and the text by which the next one is asked for; null without a next page. */
export interface RowsPage<T> {
  readonly rows: T;
  readonly after: string | null;
}

/** Links of a header that was sent once or several times (RFC 8288 §3): what is in angle brackets, and its parameters. */
const LINK = /<([^<>]*)>((?:\s*;[^,<]*)*)/g;
const IS_NEXT = /;\s*rel\s*=\s*"?next"?\s*(?:;|$)/i;

const nextLink = (headers: Headers): string | null => {
  for (const [, address = '', parameters = ''] of (headers.get('link') ?? '').matchAll(LINK))
    if (IS_NEXT.test(parameters)) return address;
  return null;
};

const STRANGE = {
  kind: 'refused',
  code: 'strange-link',
  reason: 'The link to the next page leads to another place than the list it is of.',
} as const;

/**
 * Reads one page. Of the link to the next only its `after` is taken, and only where it leads to the same list at the same tenant: an
 * address that an answer names is never called.
 */
export const readRows = async <T>(
  { apiUrl, sendForAnswer }: Bound,
  { path, query, ...call }: ListCall<T>,
  after: string | null,
): Promise<VendorResult<RowsPage<T>>> => {
  const result = await sendForAnswer({
    ...call,
    method: 'GET',
    effect: 'read',
    path,
    query: after === null ? query : { ...query, after },
  });
  if (result.kind !== 'ok') return result;
  const { body, headers } = result.value;
  const link = nextLink(headers);
  if (link === null) return { kind: 'ok', value: { rows: body, after: null } };
  if (!URL.canParse(link)) return STRANGE;
  const { origin, pathname, searchParams } = new URL(link);
  const next = searchParams.get('after') ?? '';
  return origin === apiUrl && pathname === path && next !== ''
    ? { kind: 'ok', value: { rows: body, after: next } }
    : STRANGE;
};
