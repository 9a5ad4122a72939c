import { inject } from 'vitest';
import { z } from 'zod';
import type { TenantName } from './company.ts';
import { zoomAccountOf } from './company.ts';

const entrySchema = z.object({
  id: z.int(),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  accountId: z.string().nullable(),
  email: z.string().nullable(),
  body: z.unknown(),
  changes: z.array(z.object({ email: z.string() })),
});
/** One request the stand-in Zoom was sent. */
export type LoggedCall = z.output<typeof entrySchema>;

const anything = z.unknown();

const userSchema = z.object({ email: z.string(), id: z.string(), type: z.int(), status: z.string() });

/** Asks or tells the stand-in Zoom something over its controls. */
export const control = async <S extends z.ZodType>(
  method: string,
  path: string,
  shape: S,
  body?: unknown,
): Promise<z.output<S>> => {
  const response = await fetch(`${inject('zoomUrl')}/_control/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The stand-in answered ${response.status} to ${path}: ${text}`);
  return shape.parse(JSON.parse(text));
};

/** Everything the stand-in Zoom was asked about one account, in order. */
export const vendorCalls = async (tenant: TenantName): Promise<LoggedCall[]> => {
  const { entries } = await control('GET', 'log', z.object({ entries: z.array(entrySchema) }));
  return entries.filter(({ accountId }) => accountId === zoomAccountOf(tenant));
};

/** Changes of licenses, and removals, that the vendor was sent for one account. */
export const sentChanges = async (tenant: TenantName): Promise<LoggedCall[]> =>
  (await vendorCalls(tenant)).filter(
    ({ method, path }) => ['PATCH', 'DELETE'].includes(method) && path.startsWith('/v2/users/'),
  );

/** Users of one account as Zoom holds them, by address. */
export const vendorUsers = async (
  tenant: TenantName,
): Promise<ReadonlyMap<string, z.output<typeof userSchema>>> => {
  const { users } = await control(
    'GET',
    `users?accountId=${zoomAccountOf(tenant)}`,
    z.object({ users: z.array(userSchema) }),
  );
  return new Map(users.map((user) => [user.email, user]));
};

/** Changes what Zoom holds of a user, behind everybody's back; see the stand-in's README. */
export const changeUser = async (
  tenant: TenantName,
  email: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> => {
  await control('POST', `users/${email}?accountId=${zoomAccountOf(tenant)}`, anything, fields);
};

/** What can be asked of a fault; see the stand-in's README. */
export interface FaultOrder {
  readonly effect: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly match: {
    readonly method?: string;
    readonly path?: string;
    readonly email?: string;
    readonly body?: string;
    readonly accountId?: string;
  };
  readonly nth?: number;
  readonly times?: number;
}

/** Lets the next matching calls go wrong. */
export const orderFaults = async (...orders: readonly FaultOrder[]): Promise<void> => {
  await control('POST', 'faults', anything, orders);
};

/** Ends the faults that were ordered for an account, where not all of them may have been met. */
export const endFaults = async (accountId: string): Promise<void> => {
  await control('DELETE', `faults?accountId=${accountId}`, anything);
};

export const signIn = async (email: string): Promise<void> => {
  await control('POST', 'sign-in', anything, { email });
};

/** A 429 that asks for a pause longer than a step sleeps by itself. */
export const PLEASE_WAIT = {
  kind: 'rate-limit',
  headers: 'all',
  retryAfter: 'seconds',
  seconds: 4,
} as const;

const appSchema = z.object({ clientId: z.string(), clientSecret: z.string(), secretToken: z.string() });
/** The company's own app at the stand-in Zoom. */
export type ZoomApp = z.output<typeof appSchema>;

/** Registers an app that accounts of the named tenants may install. `scopes` is the most it is granted. */
export const registerApp = (
  redirectUri: string,
  tenants: readonly TenantName[],
  scopes?: readonly string[],
): Promise<ZoomApp> =>
  control('POST', 'apps', appSchema, {
    redirectUris: [redirectUri],
    accountIds: tenants.map(zoomAccountOf),
    ...(scopes === undefined ? {} : { scopes }),
  });
