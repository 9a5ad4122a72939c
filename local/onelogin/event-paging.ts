import { z } from 'zod';
import type { Reply } from '../stand-in/reply.ts';
import type { ApiCall } from './route.ts';
import type { OneLoginEvent } from './tenant.ts';
import { vendorError } from './vendor-errors.ts';

interface EventPage {
  readonly events: readonly OneLoginEvent[];
  readonly pagination: {
    readonly before_cursor: string | null;
    readonly after_cursor: string | null;
    readonly previous_link: string | null;
    readonly next_link: string | null;
  };
}

/** An event and where it came in: an event that is told again has the id of the first time, and a later place. */
interface Placed {
  readonly event: OneLoginEvent;
  readonly place: number;
}

const limitSchema = z.coerce.number().int().min(1);

function cursorOf(place: number): string {
  return Buffer.from(`id:::${String(place)}`).toString('base64');
}

function placeOf(cursor: string): number | undefined {
  const text = /^id:::(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  return text === undefined ? undefined : Number(text);
}

/** A `+` in a query that was not encoded arrives as a space. */
function isDescending({ standIn, url }: ApiCall): boolean {
  const sort = url.searchParams.get('sort')?.trim();
  return sort === undefined ? standIn.switches.eventOrder === 'descending' : sort.startsWith('-');
}

function linkTo({ standIn, url }: ApiCall, name: 'after_cursor' | 'before_cursor', cursor: string): string {
  const link = new URL(url.pathname + url.search, standIn.switches.linkOrigin ?? url.origin);
  link.searchParams.delete('after_cursor');
  link.searchParams.delete('before_cursor');
  link.searchParams.set(name, cursor);
  return link.href;
}

/** Cuts the page behind (or before) the place a cursor names: events that come in meanwhile are not missed. */
export function cutEvents(call: ApiCall, isMeant: (event: OneLoginEvent) => boolean): EventPage | Reply {
  const { url, standIn, tenant, effect } = call;
  const query = url.searchParams;
  const refused = (what: string): Reply => vendorError(url.pathname, 'bad-request', what);
  if (query.has('page')) return refused('page is not a parameter of this call');
  const limit = limitSchema.safeParse(query.get('limit') ?? standIn.switches.maxPageSize);
  if (!limit.success) return refused('limit is invalid');
  const size = Math.min(limit.data, standIn.switches.maxPageSize);

  const placed = tenant.events.map((event, place): Placed => ({ event, place }));
  if (isDescending(call)) placed.reverse();
  const rows = placed.filter(({ event }) => isMeant(event));
  const after = query.get('after_cursor');
  const before = query.get('before_cursor');
  const asked = after ?? before;
  const bound = asked === null ? undefined : placeOf(asked);
  if (asked !== null && bound === undefined) return refused('the cursor is invalid');

  const order = new Map(placed.map(({ place }, index) => [place, index]));
  const indexOf = (place: number): number => order.get(place) ?? -1;
  const boundIndex = bound === undefined ? -1 : indexOf(bound);
  const behind = rows.findIndex(({ place }) => indexOf(place) > boundIndex);
  const ahead = rows.findIndex(({ place }) => indexOf(place) >= boundIndex);
  const firstAfter = behind === -1 ? rows.length : behind;
  let start = asked === null ? 0 : after === null ? Math.max(0, ahead - size) : firstAfter;
  if (effect?.kind === 'page-repeated') start = Math.max(0, start - size);

  const page = rows.slice(start, start + size);
  const first = page[0];
  const last = page.at(-1);
  const next = last !== undefined && start + size < rows.length ? cursorOf(last.place) : null;
  const previous = first !== undefined && start > 0 ? cursorOf(first.place) : null;
  return {
    events: page.map(({ event }) => event),
    pagination: {
      before_cursor: previous,
      after_cursor: next,
      previous_link: previous === null ? null : linkTo(call, 'before_cursor', previous),
      next_link: next === null ? null : linkTo(call, 'after_cursor', next),
    },
  };
}
