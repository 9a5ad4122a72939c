import type { StoredEvent } from './event-log.ts';
import { eventView } from './events.ts';
import { fits, valuesAt } from './filter-match.ts';
import {
  readSpanPlace,
  readStreamPlace,
  writeSpanPlace,
  writeStreamPlace,
  type SpanPlace,
} from './log-cursor.ts';
import { readLogQuery, RETENTION_DAYS, type LogQuery } from './log-query.ts';
import { oktaError } from './okta-errors.ts';
import { DAY_MS } from './org.ts';
import { linkHeader, withParameters } from './paging.ts';
import { json, type Reply } from './reply.ts';
import type { Route, VendorCall } from './route.ts';

/** Whether an event is young enough and is asked for; every keyword must be a word of it. */
function isWanted({ org, standIn }: VendorCall, { filter, keywords }: LogQuery, event: StoredEvent): boolean {
  if (event.published < standIn.now() - RETENTION_DAYS * DAY_MS) return false;
  if (filter === undefined && keywords.length === 0) return true;
  const shown = eventView(org, event);
  const words =
    keywords.length === 0
      ? []
      : JSON.stringify(shown)
          .toLowerCase()
          .split(/["\s,:{}[\]]+/);
  return (
    (filter === undefined || fits(filter, (attribute) => valuesAt(shown, attribute))) &&
    keywords.every((keyword) => words.includes(keyword))
  );
}

function answer(call: VendorCall, events: readonly StoredEvent[], next: URL | undefined): Reply {
  return json(
    200,
    events.map((event) => eventView(call.org, event)),
    linkHeader(call, next),
  );
}

/** The stream of what is stored, whenever it happened: without end, so that there always is a next link. */
function poll(call: VendorCall, query: LogQuery): Reply {
  const { org, standIn, url, effect } = call;
  const place =
    query.after === undefined ? { persistedAt: query.since, seq: 0 } : readStreamPlace(query.after);
  if (place === undefined) return oktaError('validation-failed', "'after': invalid cursor.");
  const { upTo, behind } = org.log.divided(place, standIn.now());
  const page: StoredEvent[] = [];
  if (effect?.kind === 'page-repeated')
    page.push(...upTo.filter((event) => isWanted(call, query, event)).slice(-query.limit));
  for (const event of behind) {
    if (page.length >= query.limit) break;
    if (isWanted(call, query, event)) page.push(event);
  }
  const end = page.at(-1) ?? place;
  return answer(call, page, withParameters(url, { since: '', after: writeStreamPlace(end) }));
}

function isInSpan(event: StoredEvent, place: SpanPlace | undefined, query: LogQuery): boolean {
  const { since, until } = place ?? query;
  if (event.published < since || event.published >= until) return false;
  if (place === undefined) return true;
  const isLater =
    event.published > place.published || (event.published === place.published && event.seq > place.seq);
  const isSame = event.published === place.published && event.seq === place.seq;
  return query.descending ? !isLater && !isSame : isLater;
}

/** A span of what happened, in order; what is not stored yet is missing. */
function look(call: VendorCall, query: LogQuery): Reply {
  const { org, standIn, url } = call;
  const place = query.after === undefined ? undefined : readSpanPlace(query.after);
  if (query.after !== undefined && place === undefined)
    return oktaError('validation-failed', "'after': invalid cursor.");
  const direction = query.descending ? -1 : 1;
  const rows = org.log
    .persistedBy(standIn.now())
    .filter((event) => isInSpan(event, place, query) && isWanted(call, query, event))
    .toSorted((left, right) => direction * (left.published - right.published || left.seq - right.seq));
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  if (last === undefined || rows.length === page.length) return answer(call, page, undefined);
  const { since, until } = place ?? query;
  const after = writeSpanPlace({ since, until, published: last.published, seq: last.seq });
  return answer(call, page, withParameters(url, { since: '', after }));
}

function listEvents(call: VendorCall): Reply {
  const query = readLogQuery(call);
  if ('status' in query) return query;
  return query.mode === 'polling' ? poll(call, query) : look(call, query);
}

export const LOG_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v1/logs', scopes: ['okta.logs.read'], handle: listEvents },
];
