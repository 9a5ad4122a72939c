import { randomBytes } from 'node:crypto';
import { badControl, withBody, type ControlRoute } from './control-route.ts';
import { appSchema } from './control-schemas.ts';
import { json } from './reply.ts';

/** Granular scopes of every route the stand-in has. */
export const ALL_SCOPES = [
  'user:read:list_users:admin',
  'user:read:user:admin',
  'user:read:summary:admin',
  'user:update:user:admin',
  'user:update:status:admin',
  'user:delete:user:admin',
  'user:write:feature:admin',
  'report:read:list_users:admin',
  'report:read:user_activities:admin',
  'billing:read:plan_usage:admin',
  'role:read:list_roles:admin',
  'role:read:list_members:admin',
] as const;

function made(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('base64url')}`;
}

/** Registers an app, or replaces the one of the same client id. */
const registerApp = withBody(appSchema, ({ standIn }, order) => {
  const accountIds = order.accountIds ?? standIn.tenants.map(({ accountId }) => accountId);
  const unknown = accountIds.find((accountId) => standIn.tenant(accountId) === undefined);
  if (unknown !== undefined) return badControl(`there is no account ${unknown}`);
  const home = standIn.tenant(accountIds[0] ?? '');
  const signedInAs = order.signedInAs ?? home?.users.find(({ roleId }) => roleId === '0')?.email;
  if (signedInAs === undefined) return badControl('the account has no owner: name signedInAs');
  const app = {
    clientId: order.clientId ?? made('client-'),
    clientSecret: order.clientSecret ?? made('secret-'),
    name: order.name,
    redirectUris: order.redirectUris,
    scopes: order.scopes ?? ALL_SCOPES,
    accountIds,
    signedInAs,
    eventUrl: order.eventUrl,
    secretToken: order.secretToken ?? made('webhook-'),
    disabled: order.disabled,
  };
  standIn.oauth.apps.set(app.clientId, app);
  return json(201, app);
});

export const CONTROL_APP_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/_control/apps',
    handle: ({ standIn }) => json(200, { apps: [...standIn.oauth.apps.values()] }),
  },
  { method: 'POST', path: '/_control/apps', handle: registerApp },
];
