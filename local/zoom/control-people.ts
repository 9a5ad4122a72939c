import { badControl, withBody, withUser, type ControlRoute } from './control-route.ts';
import {
  accountFieldsSchema,
  meetingSchema,
  plannedSchema,
  signInSchema,
  userFieldsSchema,
  webinarSchema,
} from './control-schemas.ts';
import { json, type Reply } from './reply.ts';
import type { Call } from './route.ts';
import { licensedCount, seatsTaken } from './tenant.ts';
import { logView } from './users-change.ts';
import { userDetail } from './user-view.ts';

function timeOf({ standIn }: Call, at: string | undefined): number {
  return at === undefined ? standIn.now() : Date.parse(at);
}

/** Full state, in listing order; pending users show their later id here. */
function listUsers(call: Call): Reply {
  const { standIn, url } = call;
  const accountId = url.searchParams.get('accountId');
  const tenants = standIn.tenants.filter((tenant) => accountId === null || tenant.accountId === accountId);
  return json(200, {
    users: tenants.flatMap((tenant) =>
      tenant.users.map((user) => ({
        ...userDetail(call, tenant, user),
        id: user.id,
        account_id: tenant.accountId,
      })),
    ),
  });
}

const signIn = withBody(signInSchema, (call, body) =>
  withUser(call, body.email, body.accountId, (user, tenant) => {
    const at = timeOf(call, body.at);
    tenant.signIns.push({ email: user.email, at, type: 'Sign in' });
    user.lateSignIns.push(at);
    return json(200, { email: user.email, at: new Date(at).toISOString() });
  }),
);

const meeting = withBody(meetingSchema, (call, body) =>
  withUser(call, body.email, body.accountId, (user, tenant) => {
    const at = timeOf(call, body.at);
    tenant.meetings.push({
      email: user.email,
      at,
      minutes: body.minutes,
      participants: body.participants,
      recorded: body.recorded,
    });
    return json(200, { email: user.email, at: new Date(at).toISOString() });
  }),
);

const webinar = withBody(webinarSchema, (call, { minutes, ...body }) =>
  withUser(call, body.email, body.accountId, ({ email }, tenant) => {
    const at = timeOf(call, body.at);
    tenant.webinars.push({ kind: 'webinar', email, at, minutes });
    return json(200, { email, at: new Date(at).toISOString() });
  }),
);

const DAY_MS = 86_400_000;

const planned = withBody(plannedSchema, (call, { kind, inDays, minutes, ...body }) =>
  withUser(call, body.email, body.accountId, ({ email }, tenant) => {
    const at = call.standIn.now() + inDays * DAY_MS;
    tenant.planned.push({ kind, email, at, minutes });
    return json(200, { email, at: new Date(at).toISOString() });
  }),
);

const setUser = withBody(userFieldsSchema, (call, { lastLogin, ...fields }) =>
  withUser(
    call,
    call.params.get('email') ?? '',
    call.url.searchParams.get('accountId') ?? undefined,
    (user, tenant) => {
      const before = logView(user);
      Object.assign(user, fields);
      if (lastLogin !== undefined) {
        user.lateSignIns = [];
        user.lastLogin =
          lastLogin === null ? undefined : 'at' in lastLogin ? { at: Date.parse(lastLogin.at) } : lastLogin;
      }
      const { id: userId, email } = user;
      call.standIn.announceUserChange(tenant, { userId, email, before, after: logView(user) });
      return json(200, userDetail(call, tenant, user));
    },
  ),
);

function listAccounts({ standIn }: Call): Reply {
  return json(200, {
    accounts: standIn.tenants.map((tenant) => ({
      accountId: tenant.accountId,
      name: tenant.name,
      plan: tenant.plan,
      hosts: tenant.hosts,
      licensed: licensedCount(tenant),
      seatsTaken: seatsTaken(tenant),
      users: tenant.users.length,
    })),
  });
}

const setAccount = withBody(accountFieldsSchema, (call, fields) => {
  const { standIn } = call;
  const tenant = standIn.tenant(call.params.get('accountId') ?? '');
  if (tenant === undefined) return badControl('there is no such account');
  tenant.plan = fields.plan ?? tenant.plan;
  tenant.hosts = fields.hosts ?? tenant.hosts;
  if (fields.basicLimit !== undefined) tenant.basicLimit = fields.basicLimit ?? undefined;
  if (fields.usedToday !== undefined) {
    const { label, calls } = fields.usedToday;
    standIn.limiter.useUp(tenant.accountId, label, calls, standIn.now());
  }
  return listAccounts(call);
});

export const CONTROL_PEOPLE_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/_control/users', handle: listUsers },
  { method: 'POST', path: '/_control/users/:email', handle: setUser },
  { method: 'POST', path: '/_control/sign-in', handle: signIn },
  { method: 'POST', path: '/_control/meeting', handle: meeting },
  { method: 'POST', path: '/_control/webinar', handle: webinar },
  { method: 'POST', path: '/_control/planned', handle: planned },
  { method: 'GET', path: '/_control/accounts', handle: listAccounts },
  { method: 'POST', path: '/_control/accounts/:accountId', handle: setAccount },
];
