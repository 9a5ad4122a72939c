import type { Reply } from '../stand-in/reply.ts';
import { cutEvents } from './event-paging.ts';
import { ANY_SCOPE, type ApiCall, type ApiRoute } from './route.ts';
import type { OneLoginEvent, Tenant } from './tenant.ts';
import { json, vendorError } from './vendor-errors.ts';

type Test = (event: OneLoginEvent) => boolean;

/** All elements of "Event Resource and Types"; most are null in a sign-in. */
function eventRow(event: OneLoginEvent, { accountId }: Tenant): Readonly<Record<string, unknown>> {
  return {
    id: event.id,
    created_at: new Date(event.createdAt).toISOString(),
    account_id: accountId,
    user_id: event.userId,
    event_type_id: event.typeId,
    notes: 'Initiated by OneLogin via SAML',
    ipaddr: '192.0.2.10',
    actor_user_id: event.userId,
    assuming_acting_user_id: null,
    role_id: null,
    app_id: event.appId,
    group_id: null,
    otp_device_id: null,
    policy_id: null,
    actor_system: '',
    custom_message: null,
    role_name: null,
    app_name: event.appName,
    group_name: null,
    actor_user_name: event.userName,
    user_name: event.userName,
    policy_name: null,
    otp_device_name: null,
    operation_name: null,
    directory_sync_run_id: null,
    directory_id: null,
    resolution: null,
    client_id: null,
    resource_type_id: null,
    error_description: null,
    proxy_ip: null,
    risk_score: null,
    risk_reasons: null,
    risk_cookie_id: null,
    browser_fingerprint: null,
  };
}

const success = { error: false, code: 200, type: 'success', message: 'Success' };

/** A test for each parameter of the query, or the refusal of one. */
function eventTests({ url }: ApiCall): readonly Test[] | Reply {
  const query = url.searchParams;
  const tests: Test[] = [];
  for (const name of ['since', 'until', 'created_at'] as const) {
    const text = query.get(name);
    if (text === null) continue;
    const bound = Date.parse(text);
    if (Number.isNaN(bound)) return vendorError(url.pathname, 'bad-request', `${name} is invalid`);
    tests.push(({ createdAt }) =>
      name === 'since' ? createdAt > bound : name === 'until' ? createdAt < bound : createdAt === bound,
    );
  }
  const numbers: Readonly<Record<string, (event: OneLoginEvent) => number | null>> = {
    event_type_id: ({ typeId }) => typeId,
    user_id: ({ userId }) => userId,
    id: ({ id }) => id,
    client_id: () => null,
    directory_id: () => null,
    resolution: () => null,
  };
  for (const [name, numberOf] of Object.entries(numbers)) {
    const wanted = query.get(name)?.split(',');
    if (wanted !== undefined) tests.push((event) => wanted.includes(String(numberOf(event) ?? '')));
  }
  return tests;
}

function listEvents(call: ApiCall): Reply {
  const { tenant, url } = call;
  const tests = eventTests(call);
  if ('status' in tests) return tests;
  const page = cutEvents(call, (event) => tests.every((test) => test(event)));
  if ('status' in page) return page;
  const fields = url.searchParams.get('fields')?.split(',');
  const data = page.events.map((event) => {
    const row = Object.entries(eventRow(event, tenant));
    // `id` is always returned, even if it is not asked for.
    return Object.fromEntries(
      row.filter(([name]) => fields?.includes(name) ?? true).concat([['id', event.id]]),
    );
  });
  return json(200, { status: success, pagination: page.pagination, data });
}

function readEvent({ tenant, params, url }: ApiCall): Reply {
  const event = tenant.events.find(({ id }) => String(id) === params.get('eventId'));
  return event === undefined
    ? vendorError(url.pathname, 'no-such-resource', 'Event')
    : json(200, { status: success, data: [eventRow(event, tenant)] });
}

export const EVENT_ROUTES: readonly ApiRoute[] = [
  { method: 'GET', path: '/api/1/events', scopes: ANY_SCOPE, handle: listEvents },
  { method: 'GET', path: '/api/1/events/:eventId', scopes: ANY_SCOPE, handle: readEvent },
];
