import { z } from 'zod';

/** Standing behavior of the stand-in, changed with `POST /_control/switches`. What is not known of OneLogin has a switch. */
export const switchesSchema = z.strictObject({
  accessTokenSeconds: z.number().int().positive(),
  /** Off: no call is ever limited. */
  rateLimits: z.boolean(),
  /** Calls an account may make within an hour. */
  callsPerHour: z.number().int().positive(),
  /** Seconds that count as the hour. */
  rateWindowSeconds: z.number().int().positive(),
  /** How `/api/1` refuses above the limit: 429, or 400 `rate_limit_exceeded` as in older accounts. `/api/2` answers 429. */
  eventsLimitedBy: z.union([z.literal(429), z.literal(400)]),
  rateLimitHeaders: z.enum(['all', 'none']),
  /** Most rows of a page of users or events, at OneLogin 50. */
  maxPageSize: z.number().int().min(1).max(50),
  /** Most rows of a page of apps or of the people of an app, at OneLogin 1,000. */
  maxAppPageSize: z.number().int().min(1).max(1000),
  /** Unknown: `After-Cursor` of the last page. */
  lastCursor: z.enum(['absent', 'empty']),
  /** Unknown: whether a cursor with further paging parameters is refused, as it is for roles. */
  cursorWithPaging: z.enum(['refuse', 'allow']),
  /** Unknown: whether a cursor that was sent as the header gave it, and so encoded twice, is refused, as for smart hooks. */
  cursorEncodedTwice: z.enum(['refuse', 'allow']),
  /** Unknown: whether a list without `fields` shows the few attributes of the documented example, or all. */
  listedFields: z.enum(['few', 'all']),
  /** Unknown: order of events where none is asked for. */
  eventOrder: z.enum(['ascending', 'descending']),
  /** Scheme and host of the links to further pages of events; null is the address that was called. */
  linkOrigin: z.url().nullable(),
});

export type Switches = z.infer<typeof switchesSchema>;

export const DEFAULT_SWITCHES: Switches = {
  accessTokenSeconds: 36_000,
  rateLimits: true,
  callsPerHour: 5000,
  rateWindowSeconds: 3600,
  eventsLimitedBy: 429,
  rateLimitHeaders: 'all',
  maxPageSize: 50,
  maxAppPageSize: 1000,
  lastCursor: 'absent',
  cursorWithPaging: 'refuse',
  cursorEncodedTwice: 'refuse',
  listedFields: 'few',
  eventOrder: 'ascending',
  linkOrigin: null,
};
