import * as z from 'zod';
import { toInstant } from '../../../domain/time.ts';
import type { PlatformApp, PlatformAssignment, PlatformReader } from '../../../ports/platform.ts';
import type { Bound } from '../vendor-connector.ts';
import { readRows } from './pages.ts';
import { OKTA_PERMISSIONS } from './permissions.ts';

const APPS_PAGE_SIZE = '200';
const ASSIGNMENTS_PAGE_SIZE = '500';

const APPS_PATH = '/api/v1/apps';

/** Where people are sent: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/, `settings`. */
const settingsSchema = z.object({
  signOn: z
    .object({ ssoAcsUrl: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
  oauthClient: z
    .object({ redirect_uris: z.array(z.string()).nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** RFC 1035 §2.3.4. */
const LONGEST_HOST = 253;

/** The host of where people are sent; null where that is nowhere, or on their own machine. */
const hostOf = (settings: z.infer<typeof settingsSchema> | null | undefined): string | null => {
  const url = settings?.signOn?.ssoAcsUrl ?? settings?.oauthClient?.redirect_uris?.[0] ?? '';
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host.includes('.') && host.length <= LONGEST_HOST ? host : null;
};

const appSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1).nullish().catch(null),
  label: z.string(),
  status: z.string(),
  signOnMode: z.string().nullish().catch(null),
  settings: settingsSchema.nullish().catch(null),
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/, `signOnMode`. */
const SIGN_ONS: ReadonlyMap<string, PlatformApp['signOn']> = new Map([
  ['SAML_1_1', 'saml'],
  ['SAML_2_0', 'saml'],
  ['OPENID_CONNECT', 'oidc'],
  ['WS_FEDERATION', 'ws-fed'],
  ['BOOKMARK', 'bookmark'],
  ['AUTO_LOGIN', 'password'],
  ['BASIC_AUTH', 'password'],
  ['BROWSER_PLUGIN', 'password'],
  ['SECURE_PASSWORD_STORE', 'password'],
]);

const toApp = ({ id, name, label, status, signOnMode, settings }: z.infer<typeof appSchema>): PlatformApp => {
  const signInHost = hostOf(settings);
  return {
    platformAppId: id,
    catalogName: name ?? null,
    label,
    signOn: SIGN_ONS.get(signOnMode ?? '') ?? 'other',
    active: status === 'ACTIVE',
    ...(signInHost === null ? {} : { signInHost }),
  };
};

/** A row of the users of an app: its `id` is the person's, not the assignment's. */
const assignmentSchema = z.object({
  id: z.string().min(1),
  scope: z.string(),
  status: z.string(),
  created: z.string().nullish().catch(null),
  credentials: z
    .object({ userName: z.string().min(1).nullish().catch(null) })
    .nullish()
    .catch(null),
});

const toAssignment = ({
  id,
  scope,
  status,
  created,
  credentials,
}: z.infer<typeof assignmentSchema>): PlatformAssignment => ({
  platformUserId: id,
  appUserName: credentials?.userName ?? null,
  scope: scope === 'GROUP' ? 'group' : 'direct',
  vendorStatus: status,
  since: typeof created === 'string' ? toInstant(created) : null,
});

/** All applications of the org, active or not: GET /api/v1/apps. */
export const listApps =
  (bound: Bound): PlatformReader['listApps'] =>
  async (cursor) => {
    const page = await readRows(
      bound,
      {
        path: APPS_PATH,
        query: { limit: APPS_PAGE_SIZE },
        label: 'apps',
        scope: OKTA_PERMISSIONS.apps,
        schema: z.array(appSchema),
      },
      cursor,
    );
    if (page.kind !== 'ok') return page;
    return { kind: 'ok', value: { items: page.value.rows.map(toApp), next: page.value.after } };
  };

/** Who is assigned to an app: GET /api/v1/apps/{appId}/users. */
export const listAssignments =
  (bound: Bound): PlatformReader['listAssignments'] =>
  async (platformAppId, cursor) => {
    const page = await readRows(
      bound,
      {
        path: `${APPS_PATH}/${encodeURIComponent(platformAppId)}/users`,
        query: { limit: ASSIGNMENTS_PAGE_SIZE },
        label: 'apps',
        scope: OKTA_PERMISSIONS.apps,
        schema: z.array(assignmentSchema),
      },
      cursor,
    );
    if (page.kind !== 'ok') return page;
    return { kind: 'ok', value: { items: page.value.rows.map(toAssignment), next: page.value.after } };
  };
