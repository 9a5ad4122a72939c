import type { z } from 'zod';
import {
  badControl,
  withBody as withBodyOf,
  type ControlCall as CallOf,
  type ControlRoute as RouteOf,
} from '../stand-in/control.ts';
import { findUser, type OktaApp, type OktaUser, type Org } from './org.ts';
import type { Reply } from './reply.ts';
import type { StandIn } from './stand-in.ts';

export type ControlCall = CallOf<StandIn>;
export type ControlRoute = RouteOf<StandIn>;

/** Parses the body by its schema; a wrong body is answered with what is wrong where. */
export function withBody<T>(
  schema: z.ZodType<T>,
  handle: (call: ControlCall, body: T) => Reply,
): ControlRoute['handle'] {
  return withBodyOf<StandIn, T>(schema, handle);
}

/** Runs with the org of that id or the first of the file, else answers 400. */
export function withOrg(
  { standIn }: ControlCall,
  orgId: string | undefined,
  handle: (org: Org) => Reply,
): Reply {
  const org = standIn.org(orgId);
  return org === undefined ? badControl(`there is no org ${orgId ?? ''}`) : handle(org);
}

/** Runs with the user of that login, else answers 400. */
export function withUser(
  call: ControlCall,
  who: { readonly orgId?: string | undefined; readonly login: string },
  handle: (org: Org, user: OktaUser) => Reply,
): Reply {
  return withOrg(call, who.orgId, (org) => {
    const user = findUser(org, who.login);
    return user === undefined ? badControl(`there is nobody ${who.login}`) : handle(org, user);
  });
}

/** Runs with the app of that key or id, else answers 400. */
export function withApp(org: Org, key: string, handle: (app: OktaApp) => Reply): Reply {
  const app = org.apps.find((known) => known.key === key || known.id === key);
  return app === undefined ? badControl(`there is no app ${key}`) : handle(app);
}
