import { z } from 'zod';
import {
  badControl,
  commonControls,
  controlReply,
  withBody,
  type ControlCall,
  type ControlRoute,
} from '../stand-in/control.ts';
import type { Reply } from '../stand-in/reply.ts';
import { attributesSchema, setValue } from './attributes.ts';
import { faultSchema, type FaultEffect } from './fault-kinds.ts';
import { quirksSchema } from './quirks.ts';
import type { StandIn } from './stand-in.ts';
import { userByName, type ScimUser, type Tenant } from './tenant.ts';

type Call = ControlCall<StandIn>;

/** Runs with the tenant of the query, or with the only one there is. */
function withTenant({ standIn, url }: Call, handle: (tenant: Tenant) => Reply): Reply {
  const named = url.searchParams.get('tenant');
  const tenant = named === null && standIn.tenants.length === 1 ? standIn.tenants[0] : standIn.tenant(named);
  return tenant === undefined ? badControl('name one of the tenants: ?tenant=ID') : handle(tenant);
}

function withPerson(call: Call, handle: (user: ScimUser, tenant: Tenant) => Reply): Reply {
  return withTenant(call, (tenant) => {
    const user = userByName(tenant, call.params.get('userName') ?? '');
    return user === undefined ? badControl('there is no such user') : handle(user, tenant);
  });
}

const someQuirks = quirksSchema.partial();

const setQuirks = withBody<StandIn, z.infer<typeof someQuirks>>(someQuirks, (call, quirks) =>
  withTenant(call, (tenant) => {
    Object.assign(tenant.quirks, quirks);
    return controlReply(200, tenant.quirks);
  }),
);

const personSchema = z.strictObject({
  bound: z.boolean().optional(),
  /** Set as they are; null takes one away. */
  attributes: attributesSchema.default({}),
});

/** As if somebody had changed the person in the product itself. */
const setUser = withBody<StandIn, z.infer<typeof personSchema>>(personSchema, (call, order) =>
  withPerson(call, (user) => {
    const attributes = { ...user.attributes };
    for (const [name, value] of Object.entries(order.attributes)) setValue(attributes, name, value);
    user.attributes = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
    user.bound = order.bound ?? user.bound;
    user.version += 1;
    user.modifiedAt = call.standIn.now();
    return controlReply(200, user);
  }),
);

const tokenSchema = z.strictObject({ token: z.string().min(1) });

const addToken = withBody<StandIn, z.infer<typeof tokenSchema>>(tokenSchema, (call, { token }) =>
  withTenant(call, (tenant) => {
    tenant.tokens.add(token);
    return controlReply(201, { done: true });
  }),
);

export const CONTROL_ROUTES: readonly ControlRoute<StandIn>[] = [
  ...commonControls<FaultEffect, StandIn>(faultSchema),
  {
    method: 'GET',
    path: '/_control/quirks',
    handle: (call) => withTenant(call, ({ quirks }) => controlReply(200, quirks)),
  },
  { method: 'POST', path: '/_control/quirks', handle: setQuirks },
  {
    method: 'GET',
    path: '/_control/users',
    handle: (call) => withTenant(call, ({ users }) => controlReply(200, { users })),
  },
  { method: 'POST', path: '/_control/users/:userName', handle: setUser },
  {
    method: 'DELETE',
    path: '/_control/users/:userName',
    handle: (call) =>
      withPerson(call, (user, tenant) => {
        tenant.users = tenant.users.filter((other) => other !== user);
        return controlReply(200, { deleted: user.id });
      }),
  },
  { method: 'POST', path: '/_control/tokens', handle: addToken },
  {
    method: 'DELETE',
    path: '/_control/tokens',
    handle: (call) =>
      withTenant(call, ({ tokens }) => {
        tokens.clear();
        return controlReply(200, { done: true });
      }),
  },
];
