import type { JsonObject } from './json.ts';
import { ScimRefusal } from './refusal.ts';
import { SCIM_URNS } from './urns.ts';

/** Most resources of one page; Okta asks for 100. */
export const MAX_RESULTS = 200;
const DEFAULT_COUNT = 100;

/** Which part of a list is asked for. */
export interface PageQuery {
  /** From 1. */
  readonly startIndex: number;
  /** 0 asks for the total alone. */
  readonly count: number;
}

const integer = (name: string, value: string | undefined): number | undefined => {
  if (value === undefined || value.trim() === '') return undefined;
  if (!/^\s*[+-]?\d+\s*$/.test(value))
    throw new ScimRefusal('invalidValue', `${name} has to be a whole number.`);
  // Behind the end of every list, and still a number that JSON has exactly.
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));
};

/** Reads `startIndex` and `count`: below 1 is 1, below 0 is 0 (RFC 7644 §3.4.2.4), and more than a page is a page. */
export const readPage = (query: Readonly<Record<string, string>>): PageQuery => ({
  startIndex: Math.max(1, integer('startIndex', query['startIndex']) ?? 1),
  count: Math.min(MAX_RESULTS, Math.max(0, integer('count', query['count']) ?? DEFAULT_COUNT)),
});

/** A list as it is answered (RFC 7644 §3.4.2). `itemsPerPage` is how many there are, not how many were asked for. */
export const listResponse = (
  resources: readonly JsonObject[],
  { startIndex, total }: { readonly startIndex: number; readonly total: number },
): JsonObject => ({
  schemas: [SCIM_URNS.listResponse],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});
