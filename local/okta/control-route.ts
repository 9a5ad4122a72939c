import { z } from 'zod';
import { jsonOf } from '../stand-in/match-route.ts';
import { findUser, type OktaApp, type OktaUser, type Org } from './org.ts';
import { json, type Reply } from './reply.ts';
import type { Call } from './route.ts';

export interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: Call) => Reply;
}

/** 400 in one shape for every control call. */
export function badControl(message: string): Reply {
  return json(400, { error: message });
}

/** Parses the body by its schema; a wrong body is answered with what is wrong where. */
export function withBody<T>(
  schema: z.ZodType<T>,
  handle: (call: Call, body: T) => Reply,
): ControlRoute['handle'] {
  return (call) => {
    const value = call.body === '' ? {} : jsonOf(call.body);
    if (value === undefined) return badControl('the body is no JSON');
    const parsed = schema.safeParse(value);
    return parsed.success ? handle(call, parsed.data) : badControl(z.prettifyError(parsed.error));
  };
}

/** Runs with the org of that id or the first of the file, else answers 400. */
export function withOrg({ standIn }: Call, orgId: string | undefined, handle: (org: Org) => Reply): Reply {
  const org = standIn.org(orgId);
  return org === undefined ? badControl(`there is no org ${orgId ?? ''}`) : handle(org);
}

/** Runs with the user of that login, else answers 400. */
export function withUser(
  call: Call,
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
