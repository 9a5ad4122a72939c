import * as z from 'zod';
import type { VendorResult } from '../../../ports/connector.ts';
import type { BoundScim } from './bound-scim.ts';
import { SCIM_READ } from './refusals.ts';
import { type ScimUser, wholeUserSchema } from './resource.ts';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** A total is a number by RFC 7644 §3.4.2 and a text at some. */
const totalSchema = z
  .union([
    z.int().min(0),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null)
  .transform((total) => total ?? null);

/**
 * A list response (RFC 7644 §3.4.2) with the cursor of RFC 9865 §2. `Resources` may be left out where it is empty; an answer without any
 * sign of a list is none. `itemsPerPage` and `startIndex` are not read: rows are counted.
 */
export const listSchema = z
  .object({
    schemas: z.array(z.string()).optional(),
    Resources: z.array(wholeUserSchema).nullish(),
    totalResults: totalSchema,
    nextCursor: z.string().min(1).max(4_000).nullish().catch(null),
  })
  .refine(
    ({ schemas, Resources, totalResults }) =>
      Array.isArray(Resources) || (totalResults !== null && schemas?.includes(LIST_SCHEMA) !== false),
    { error: 'is no list' },
  )
  .transform(({ Resources, totalResults, nextCursor }): ListPage => ({
    rows: Resources ?? [],
    total: totalResults,
    nextCursor: nextCursor ?? null,
  }));

/** What one page says. */
export interface ListPage {
  readonly rows: readonly ScimUser[];
  /** How many there are in all; null where it is not said. Not to be believed: some count the page. */
  readonly total: number | null;
  /** Where the next page starts, at servers that page by cursor. */
  readonly nextCursor: string | null;
}

/** Where a page starts; nothing is the beginning. */
export interface Start {
  readonly startIndex?: number;
  readonly cursor?: string;
}

/** Rows asked for. Most providers give 100 or 200. */
export const PAGE_SIZE = 100;

/** Reads one page of the users. */
export const readListPage = async (
  { sendForAnswer, scim: { found }, dialect }: BoundScim,
  { startIndex, cursor }: Start,
  count: number | null = Math.min(PAGE_SIZE, found.maxResults ?? PAGE_SIZE),
): Promise<VendorResult<ListPage>> => {
  const result = await sendForAnswer({
    method: 'GET',
    path: found.usersPath,
    query: {
      ...(startIndex === undefined ? {} : { startIndex: String(startIndex) }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(count === null ? {} : { count: String(count) }),
    },
    mediaType: dialect.mediaType,
    label: 'read',
    effect: 'read',
    scope: SCIM_READ,
    schema: listSchema,
  });
  return result.kind === 'ok' ? { kind: 'ok', value: result.value.body } : result;
};
