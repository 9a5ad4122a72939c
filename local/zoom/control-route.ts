import { z } from 'zod';
import { json, type Reply } from './reply.ts';
import { jsonOf, type Call, type Route } from './route.ts';
import type { Tenant, ZoomUser } from './tenant.ts';

export type ControlRoute = Route<Call>;

/** 400 in one shape for every control call. */
export function badControl(message: string): Reply {
  return json(400, { error: message });
}

/** Parses the body by its schema; a wrong body is answered with what is wrong where. */
export function withBody<T>(
  schema: z.ZodType<T>,
  handle: (call: Call, body: T) => Reply | Promise<Reply>,
): ControlRoute['handle'] {
  return (call) => {
    const value = call.body === '' ? {} : jsonOf(call.body);
    if (value === undefined) return badControl('the body is no JSON');
    const parsed = schema.safeParse(value);
    return parsed.success ? handle(call, parsed.data) : badControl(z.prettifyError(parsed.error));
  };
}

/** Runs with the user of that address, else answers 400. */
export function withUser(
  { standIn }: Call,
  email: string,
  accountId: string | undefined,
  handle: (user: ZoomUser, tenant: Tenant) => Reply,
): Reply {
  const found = standIn.locate(email, accountId);
  return found === undefined ? badControl(`there is no user ${email}`) : handle(found.user, found.tenant);
}
