import { z } from 'zod';
import {
  badControl,
  controlReply,
  withBody,
  type ControlCall,
  type ControlRoute,
} from '../stand-in/control.ts';
import type { Reply } from '../stand-in/reply.ts';
import { stateSchema, statusSchema } from './company-file.ts';
import type { StandIn } from './stand-in.ts';
import { arrive, SIGNED_IN_TO_APP, userByEmail, type OneLoginUser, type Tenant } from './tenant.ts';
import { userDetail } from './user-view.ts';

type Call = ControlCall<StandIn>;

const moment = z.iso.datetime();
const accountId = z.number().int().optional();

/** The first person of that address over all accounts, or within one. */
function withPerson(
  { standIn }: Call,
  email: string,
  account: number | undefined,
  handle: (user: OneLoginUser, tenant: Tenant) => Reply,
): Reply {
  for (const tenant of standIn.tenants) {
    if (account !== undefined && tenant.accountId !== account) continue;
    const user = userByEmail(tenant.users, email);
    if (user !== undefined) return handle(user, tenant);
  }
  return badControl(`there is no user ${email}`);
}

const fieldsSchema = z.strictObject({
  accountId,
  status: statusSchema.optional(),
  state: stateSchema.optional(),
  externalId: z.string().nullable().optional(),
  title: z.string().nullable().optional(),
  department: z.string().nullable().optional(),
  managerEmail: z.email().optional(),
  /** Null: never. */
  lastLogin: moment.nullable().optional(),
  /** Ids of the apps the person has from now on. */
  apps: z.array(z.number().int()).optional(),
});

const setUser = withBody<StandIn, z.infer<typeof fieldsSchema>>(fieldsSchema, (call, fields) =>
  withPerson(call, call.params.get('email') ?? '', fields.accountId, (user, tenant) => {
    const { lastLogin, apps } = fields;
    user.status = fields.status ?? user.status;
    user.state = fields.state ?? user.state;
    user.managerEmail = fields.managerEmail ?? user.managerEmail;
    if (fields.externalId !== undefined) user.externalId = fields.externalId;
    if (fields.title !== undefined) user.title = fields.title;
    if (fields.department !== undefined) user.department = fields.department;
    if (lastLogin !== undefined) user.lastLogin = lastLogin === null ? undefined : Date.parse(lastLogin);
    if (apps !== undefined)
      for (const app of tenant.apps) {
        if (apps.includes(app.id)) app.userIds.add(user.id);
        else app.userIds.delete(user.id);
      }
    user.updatedAt = call.standIn.now();
    return controlReply(200, userDetail(user, tenant, call.standIn.now()));
  }),
);

function removeUser(call: Call): Reply {
  const account = call.url.searchParams.get('accountId');
  const email = call.params.get('email') ?? '';
  return withPerson(call, email, account === null ? undefined : Number(account), (user, tenant) => {
    call.standIn.deleteUser(tenant, user.email);
    return controlReply(200, { deleted: user.id });
  });
}

const signInSchema = z.strictObject({
  accountId,
  email: z.email(),
  app: z.number().int(),
  /** When it happened; it comes in now, so that an older moment makes it late. */
  at: moment.optional(),
  times: z.number().int().min(1).max(10_000).default(1),
  eventTypeId: z.number().int().default(SIGNED_IN_TO_APP),
  /** Comes in when it is released, under an id of then. */
  held: z.boolean().default(false),
});

const signIn = withBody<StandIn, z.infer<typeof signInSchema>>(signInSchema, (call, order) =>
  withPerson(call, order.email, order.accountId, (user, tenant) => {
    const app = tenant.apps.find(({ id }) => id === order.app);
    if (app === undefined) return badControl(`there is no app ${String(order.app)}`);
    const createdAt = order.at === undefined ? call.standIn.now() : Date.parse(order.at);
    const facts = Array.from({ length: order.times }, () => ({
      createdAt,
      typeId: order.eventTypeId,
      user,
      app,
    }));
    if (order.held) tenant.held.push(...facts);
    return controlReply(201, { ids: order.held ? [] : facts.map((fact) => arrive(tenant, fact).id) });
  }),
);

/** What was held back comes in now. */
function release({ standIn }: Call): Reply {
  const ids = standIn.tenants.flatMap((tenant) =>
    tenant.held.splice(0).map((fact) => arrive(tenant, fact).id),
  );
  return controlReply(200, { ids });
}

const repeatSchema = z.strictObject({
  accountId: z.number().int(),
  /** Events that come in once more under their own ids; absent: all there are. */
  ids: z.array(z.number().int()).optional(),
});

const repeat = withBody<StandIn, z.infer<typeof repeatSchema>>(repeatSchema, ({ standIn }, order) => {
  const tenant = standIn.tenant(order.accountId);
  if (tenant === undefined) return badControl('there is no such account');
  const known = [...new Map(tenant.events.map((event) => [event.id, event])).values()];
  const again = known.filter(({ id }) => order.ids?.includes(id) ?? true);
  tenant.events.push(...again);
  return controlReply(201, { ids: again.map(({ id }) => id) });
});

export const CONTROL_PEOPLE_ROUTES: readonly ControlRoute<StandIn>[] = [
  { method: 'POST', path: '/_control/users/:email', handle: setUser },
  { method: 'DELETE', path: '/_control/users/:email', handle: removeUser },
  { method: 'POST', path: '/_control/sign-ins', handle: signIn },
  { method: 'POST', path: '/_control/sign-ins/release', handle: release },
  { method: 'POST', path: '/_control/repeated-events', handle: repeat },
];
