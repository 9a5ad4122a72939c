import type { AuditEvent } from '../../domain/audit-event.ts';
import { type Instant, dayOf, plusDays } from '../../domain/time.ts';
import { AUDIT_SHARDS, auditEvents } from '../../records/audit.ts';
import type { Basics } from '../dependencies.ts';
import { actorId } from './actor-id.ts';
import { mergeDescending } from './merge-descending.ts';

/** Which events to list; an absent filter lets all through. */
export interface AuditFilters {
  /** First moment, included. */
  readonly from: Instant;
  /** Last moment, excluded. */
  readonly to: Instant;
  readonly action?: string | undefined;
  readonly runId?: string | undefined;
  /** A user, a person, a program client, a SCIM token, or the name of one of our own workers. */
  readonly actor?: string | undefined;
  readonly applicationId?: string | undefined;
  readonly personId?: string | undefined;
}

/** Events read in one call before the rest is left to the next page: what a filter drops must not hold a request up. */
const MOST_READ = 5000;
/** Days looked at in one call; a long quiet time takes several pages. */
const MOST_DAYS = 100;

const sortOf = ({ at, eventId }: Pick<AuditEvent, 'at' | 'eventId'>): string => `${at}#${eventId}`;

const passes = (event: AuditEvent, filters: AuditFilters): boolean =>
  (filters.action === undefined || event.action === filters.action) &&
  (filters.runId === undefined || event.runId === filters.runId) &&
  (filters.actor === undefined || actorId(event.actor) === filters.actor) &&
  (filters.applicationId === undefined || event.applicationId === filters.applicationId) &&
  (filters.personId === undefined || event.personId === filters.personId);

async function* shardDescending(
  { store }: Pick<Basics, 'store'>,
  scope: { readonly day: string; readonly shard: number },
  range: { readonly from: string; readonly below: string },
  size: number,
): AsyncGenerator<AuditEvent, undefined> {
  let after: string | null = null;
  do {
    const request = { limit: size, after, from: range.from, to: range.below, descending: true };
    const page: { records: readonly AuditEvent[]; next: string | null } = await store.page(
      auditEvents,
      scope,
      request,
    );
    // Sort keys are read up to and including the bound, and the bound itself was in the page before.
    yield* page.records.filter((event) => sortOf(event) < range.below);
    after = page.next;
  } while (after !== null);
  return undefined;
}

/**
 * A page of audit events, newest first, over the shards of every day of the range. `after` is the sort key of the last event of the
 * page before, so that events that are added meanwhile move nothing.
 */
export const queryAuditEvents = async (
  deps: Pick<Basics, 'store'>,
  filters: AuditFilters,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: AuditEvent[]; readonly next: string | null }> => {
  const items: AuditEvent[] = [];
  let below = after ?? filters.to;
  let read = 0;
  for (let days = 0; below > filters.from; days += 1) {
    if (days === MOST_DAYS) return { items, next: below };
    // The first moment of a day is the bound only of the days before it.
    const day = below.slice(10) === 'T00:00:00.000Z' ? plusDays(dayOf(below), -1) : dayOf(below);
    const sources = Array.from({ length: AUDIT_SHARDS }, (_, shard) =>
      shardDescending(deps, { day, shard }, { from: filters.from, below }, Math.min(limit, 500)),
    );
    for await (const event of mergeDescending(sources, sortOf)) {
      read += 1;
      if (passes(event, filters)) items.push(event);
      if (items.length === limit || read === MOST_READ) return { items, next: sortOf(event) };
    }
    below = `${day}T00:00:00.000Z`;
  }
  return { items, next: null };
};
