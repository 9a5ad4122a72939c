import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { badControl } from '../stand-in/control.ts';
import { OUTCOMES } from './company-file.ts';
import {
  withApp,
  withBody,
  withOrg,
  withUser,
  type ControlCall,
  type ControlRoute,
} from './control-route.ts';
import type { EventBody, StoredEvent } from './event-log.ts';
import { appEvent, userEvent } from './events.ts';
import type { Org } from './org.ts';
import { json, type Reply } from './reply.ts';

const eventSchema = z.strictObject({
  orgId: z.string().optional(),
  login: z.string(),
  /** Key or id of an app; absent: the event is about no app. */
  app: z.string().optional(),
  eventType: z.string().default('user.authentication.sso'),
  outcome: z.enum(OUTCOMES).default('SUCCESS'),
  /** When it happened, now or before. */
  at: z.iso.datetime().optional(),
  /** Not stored until it is released. */
  held: z.boolean().default(false),
  uuid: z.string().min(1).optional(),
  /** How many such events, each with an id of its own. */
  count: z.number().int().min(1).max(10_000).default(1),
});

const releaseSchema = z.strictObject({
  orgId: z.string().optional(),
  /** Absent: all that are held back. */
  uuids: z.array(z.string()).optional(),
});

const repeatSchema = z.strictObject({
  orgId: z.string().optional(),
  uuid: z.string(),
  times: z.number().int().min(1).max(10).default(1),
});

/** What is stored may have happened before, and is never stored before now. */
function addEvents(
  call: ControlCall,
  org: Org,
  order: z.infer<typeof eventSchema>,
  bodyOf: () => EventBody,
): Reply {
  const { standIn } = call;
  const now = standIn.now();
  const published = order.at === undefined ? now : Date.parse(order.at);
  if (published > now) return badControl('nothing can happen ahead of the clock');
  const persistedAt = order.held ? Infinity : now + standIn.switches.persistenceLagSeconds * 1000;
  const events = Array.from({ length: order.count }, () => org.log.add(bodyOf(), published, persistedAt));
  return json(201, { uuids: events.map(({ body }) => body.uuid) });
}

const addEvent = withBody(eventSchema, (call, order) =>
  withUser(call, order, (org, user) => {
    const { eventType, outcome, app: key } = order;
    const about = (): Pick<EventBody, 'uuid' | 'eventType' | 'outcome'> => ({
      uuid: order.uuid ?? randomUUID(),
      eventType,
      outcome,
    });
    if (key === undefined) return addEvents(call, org, order, () => userEvent(about(), user));
    return withApp(org, key, (app) =>
      addEvents(call, org, order, () => appEvent(about(), user, app, call.standIn.switches)),
    );
  }),
);

function shownEvent({ body, published, persistedAt }: StoredEvent): object {
  return {
    ...body,
    published: new Date(published).toISOString(),
    persistedAt: Number.isFinite(persistedAt) ? new Date(persistedAt).toISOString() : null,
  };
}

export const CONTROL_EVENT_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_control/events',
    handle: (call) =>
      withOrg(call, call.url.searchParams.get('orgId') ?? undefined, ({ log }) =>
        json(200, { events: log.all().map(shownEvent) }),
      ),
  },
  { method: 'POST', path: '/_control/events', handle: addEvent },
  {
    method: 'POST',
    path: '/_control/events/release',
    handle: withBody(releaseSchema, (call, { orgId, uuids }) =>
      withOrg(call, orgId, ({ log }) => json(200, { released: log.release(uuids, call.standIn.now()) })),
    ),
  },
  {
    method: 'POST',
    path: '/_control/events/repeat',
    handle: withBody(repeatSchema, (call, { orgId, uuid, times }) =>
      withOrg(call, orgId, ({ log }) =>
        log.repeat(uuid, times, call.standIn.now()) === 0
          ? badControl(`there is no event ${uuid}`)
          : json(201, { repeated: times }),
      ),
    ),
  },
];
