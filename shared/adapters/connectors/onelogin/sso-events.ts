import * as z from 'zod';
import { dayOf, instantSchema, plusDays, startOfDay, toInstant } from '../../../domain/time.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { PlatformReader, SsoEvent } from '../../../ports/platform.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { Bound } from '../vendor-connector.ts';
import { ONELOGIN_PERMISSIONS } from './permissions.ts';
import { ONELOGIN_LABEL } from './rates.ts';

/** "The call returns up to 50 events per page." */
const PAGE_SIZE = '50';

/** How long events are kept is not written anywhere; nothing older than this counts as use here. */
const WANTED_DAYS = 120;

/** "%user% signed into %app%": https://developers.onelogin.com/api-docs/1/events/event-resource. Refused sign-ins are of other types. */
const SIGNED_INTO_APP = 8;

const rowSchema = z.object({
  id: z.int(),
  created_at: z.string(),
  event_type_id: z.int(),
  user_id: z.int().nullish().catch(null),
  app_id: z.int().nullish().catch(null),
});
type EventRow = z.infer<typeof rowSchema>;

/** Addresses of machines and names of people are in the events too, and are not asked for. */
const FIELDS = Object.keys(rowSchema.shape).join(',');

const pageSchema = z.object({
  pagination: z.object({ after_cursor: z.string().nullish() }),
  data: z.array(rowSchema),
});

/**
 * The last page names no place to go on from, so it is read again from where it began, and `seen` are the events of it that were read
 * already. `since` stays what it was, that the page stays the same.
 */
const cursorSchema = z.strictObject({
  since: instantSchema,
  after: z.string().min(1).nullable(),
  seen: z.array(z.int()),
});
type EventCursor = z.infer<typeof cursorSchema>;

const write = (cursor: EventCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

const read = (text: string): EventCursor => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new CorruptDataError('A cursor of the events of OneLogin cannot be read.', { cause: error });
  }
};

const toEvent = ({ id, created_at, event_type_id, user_id, app_id }: EventRow): SsoEvent[] => {
  const at = toInstant(created_at);
  if (event_type_id !== SIGNED_INTO_APP || at === null) return [];
  if (typeof user_id !== 'number' || typeof app_id !== 'number') return [];
  return [
    {
      eventId: String(id),
      at,
      platformUserId: String(user_id),
      login: null,
      platformAppId: String(app_id),
    },
  ];
};

/**
 * Sign-ins of the events, GET /api/1/events, in ascending order. Of what the answer says of the next page only the cursor is taken: links
 * are never followed.
 */
export const readSsoEvents =
  (bound: Bound, clock: Clock): PlatformReader['readSsoEvents'] =>
  async (cursor) => {
    const from: EventCursor =
      cursor === null
        ? { since: startOfDay(plusDays(dayOf(clock.now()), -WANTED_DAYS)), after: null, seen: [] }
        : read(cursor);
    const { since, after } = from;
    const result = await bound.sendForAnswer({
      method: 'GET',
      effect: 'read',
      path: '/api/1/events',
      query: {
        event_type_id: String(SIGNED_INTO_APP),
        since,
        sort: '+id',
        limit: PAGE_SIZE,
        fields: FIELDS,
        ...(after === null ? {} : { after_cursor: after }),
      },
      label: ONELOGIN_LABEL,
      scope: ONELOGIN_PERMISSIONS.users,
      schema: pageSchema,
    });
    if (result.kind !== 'ok') return result;
    const { pagination, data } = result.value.body;
    const seen = new Set(from.seen);
    const following = pagination.after_cursor ?? '';
    const next: EventCursor =
      following === '' ? { ...from, seen: data.map(({ id }) => id) } : { since, after: following, seen: [] };
    return {
      kind: 'ok',
      value: {
        items: data.filter(({ id }) => !seen.has(id)).flatMap(toEvent),
        cursor: write(next),
        caughtUp: following === '',
      },
    };
  };
