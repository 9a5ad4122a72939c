import { z } from 'zod';
import { comparisonsOf, parseFilter, type Filter } from './filter.ts';
import { oktaError } from './okta-errors.ts';
import { DAY_MS } from './org.ts';
import type { Reply } from './reply.ts';
import type { VendorCall } from './route.ts';

/** Older events are not returned: System Log query, "Data retention". */
export const RETENTION_DAYS = 90;

/** `since` may not lie further back: System Log query, "Errors". */
const OLDEST_SINCE_DAYS = 180;

const USUAL_DAYS = 7;

const MAX_KEYWORDS = 10;

const MAX_KEYWORD_LENGTH = 40;

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const querySchema = z.object({
  since: time.optional(),
  until: time.optional(),
  after: z.string().optional(),
  filter: z.string().optional(),
  q: z.string().default(''),
  limit: z.coerce.number().int().min(0).max(1000).default(100),
  sortOrder: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING'),
});

/** A question to the System Log; times are epoch milliseconds. */
export interface LogQuery {
  /** Polling follows what is stored, a bounded question looks at a span of what happened. */
  readonly mode: 'polling' | 'bounded';
  readonly since: number;
  readonly until: number;
  readonly after: string | undefined;
  readonly descending: boolean;
  readonly filter: Filter | undefined;
  /** In lower case. */
  readonly keywords: readonly string[];
  readonly limit: number;
}

function wrongDate(name: string): Reply {
  return oktaError(
    'validation-failed',
    `'${name}': The date format in your query is not recognized. Please enter dates using ISO8601 string format.`,
  );
}

function filterOf(text: string | undefined): Filter | undefined | Reply {
  if (text === undefined) return undefined;
  if (/[[\]]/.test(text)) return oktaError('invalid-filter', `Invalid filter '${text}': no value paths.`);
  const parsed = parseFilter(text);
  if (parsed.kind === 'wrong') return oktaError('invalid-filter', parsed.why);
  const wrong = comparisonsOf(parsed.filter).find(({ attribute }) => attribute === 'published');
  return wrong === undefined
    ? parsed.filter
    : oktaError('invalid-filter', `field is not valid: ${wrong.attribute}`);
}

/** What a call asks, or its refusal. */
export function readLogQuery({ url, standIn }: VendorCall): LogQuery | Reply {
  const parsed = querySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0] ?? '');
    return name === 'since' || name === 'until'
      ? wrongDate(name)
      : oktaError('validation-failed', `'${name}': invalid value.`);
  }
  const { since, until, after, filter: text, q, limit, sortOrder } = parsed.data;
  const now = standIn.now();
  if (since !== undefined && after !== undefined)
    return oktaError('validation-failed', "'since': cannot be specified together with 'after'.");
  if (since !== undefined && since < now - OLDEST_SINCE_DAYS * DAY_MS)
    return oktaError(
      'invalid-filter',
      'Invalid parameter: The since parameter is over 180 days prior to the current day.',
    );
  const keywords = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (keywords.length > MAX_KEYWORDS || keywords.some((word) => word.length > MAX_KEYWORD_LENGTH))
    return oktaError('validation-failed', `'q': Freeform search has too many or too long items.`);
  const filter = filterOf(text);
  if (filter !== undefined && 'status' in filter) return filter;
  return {
    mode: until === undefined && sortOrder === 'ASCENDING' ? 'polling' : 'bounded',
    since: since ?? (until ?? now) - USUAL_DAYS * DAY_MS,
    until: until ?? now,
    after,
    descending: sortOrder === 'DESCENDING',
    filter,
    keywords,
    limit: Math.min(limit, standIn.switches.maxPageSize),
  };
}
