import { z } from 'zod';

/** How a tenant departs from the standard, changed with `POST /_control/quirks?tenant=ID`. The defaults are a provider that behaves. */
export const quirksSchema = z.strictObject({
  /** `ignored` lists everybody; `refused` is a 400 `invalidFilter`; `not-found` answers 404 instead of an empty list. */
  filter: z.enum(['supported', 'ignored', 'refused', 'not-found']),
  /** `ignored` gives the first page whatever is asked for. */
  startIndex: z.enum(['honored', 'ignored']),
  /** What the first person counts as. */
  firstIndex: z.union([z.literal(1), z.literal(0)]),
  /** RFC 9865: `supported` gives a cursor to who asks with one, an empty one at first; `announced` says in the configuration that there are cursors, and has none. */
  cursors: z.enum(['none', 'supported', 'announced']),
  /** `ignored` gives as many as it likes. */
  count: z.enum(['honored', 'ignored']),
  /** `asked` repeats the count of the request instead of what the page holds. */
  itemsPerPage: z.enum(['true', 'asked', 'missing']),
  /** `page` counts the rows of the page alone. */
  totalResults: z.enum(['number', 'string', 'page', 'missing']),
  maxPageSize: z.number().int().min(1).max(1000),
  /** Nobody behind that many is ever listed; null lists all. */
  listedAtMost: z.number().int().positive().nullable(),
  /** `bound` leaves out whoever was not provisioned by SCIM, `active` whoever is deactivated; both can still be read by id. */
  listed: z.enum(['all', 'bound', 'active']),
  /** `shifting` begins with another person at every call. */
  order: z.enum(['stable', 'shifting']),
  ids: z.enum(['string', 'number']),
  /** `string` shows "True" and "False". Written values are taken in both forms. */
  active: z.enum(['boolean', 'string', 'missing']),
  /** How `roles` and `entitlements` are shown: objects, the values alone, or the first value alone. */
  lists: z.enum(['objects', 'strings', 'string']),
  /** Shows attributes without a value as null. */
  nulls: z.boolean(),
  /** `without-path` refuses operations with a path, `with-path` those without. */
  patch: z.enum(['supported', 'without-path', 'with-path', 'refused']),
  patchRefusal: z.union([z.literal(400), z.literal(405), z.literal(501)]),
  put: z.enum(['supported', 'refused']),
  /** Setting `active` to false: `ignored` answers as if it were done, `refused` is a 400, so that only DELETE is left. */
  deactivation: z.enum(['works', 'ignored', 'refused']),
  /** DELETE: `inactive` keeps the person, deactivated; `refused` is a 405. */
  deletion: z.enum(['gone', 'inactive', 'refused']),
  /** What PATCH and PUT answer: the resource with 200, or 204. */
  changeAnswer: z.enum(['resource', 'nothing']),
  deleteStatus: z.union([z.literal(204), z.literal(200)]),
  /** `demanded` refuses a change without If-Match by 412. */
  etag: z.enum(['none', 'offered', 'demanded']),
  /** Content types of requests that are taken; others are a 415. */
  takes: z.enum(['both', 'json', 'scim']),
  /** Content type of answers. */
  answersAs: z.enum(['scim', 'json']),
  /** Body of errors: `number` writes the status as a number. */
  errors: z.enum(['scim', 'number', 'text', 'html']),
  /** Calls within so many seconds; null is no limit. */
  rateLimit: z
    .strictObject({ calls: z.number().int().nonnegative(), seconds: z.number().positive() })
    .nullable(),
  retryAfter: z.enum(['seconds', 'http-date', 'none']),
  /** Whether `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` exist. */
  discovery: z.boolean(),
  /** `wrong` says the opposite of what is so of PATCH. */
  configuration: z.enum(['true', 'wrong']),
});

export type Quirks = z.infer<typeof quirksSchema>;

export const NO_QUIRKS: Quirks = {
  filter: 'supported',
  startIndex: 'honored',
  firstIndex: 1,
  cursors: 'none',
  count: 'honored',
  itemsPerPage: 'true',
  totalResults: 'number',
  maxPageSize: 200,
  listedAtMost: null,
  listed: 'all',
  order: 'stable',
  ids: 'string',
  active: 'boolean',
  lists: 'objects',
  nulls: false,
  patch: 'supported',
  patchRefusal: 501,
  put: 'supported',
  deactivation: 'works',
  deletion: 'gone',
  changeAnswer: 'resource',
  deleteStatus: 204,
  etag: 'none',
  takes: 'both',
  answersAs: 'scim',
  errors: 'scim',
  rateLimit: null,
  retryAfter: 'seconds',
  discovery: true,
  configuration: 'true',
};
