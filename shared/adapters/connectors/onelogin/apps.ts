import * as z from 'zod';
import type { PlatformApp, PlatformAssignment, PlatformReader } from '../../../ports/platform.ts';
import type { Bound } from '../vendor-connector.ts';
import { type ListCall, readList } from './pages.ts';
import { ONELOGIN_PERMISSIONS } from './permissions.ts';

/** "Max page limit is 1000." */
const PAGE_SIZE = 1_000;

const APPS_PATH = '/api/2/apps';

const id = z.int().transform(String);

const appSchema = z.object({ id, name: z.string(), auth_method: z.int().nullish().catch(null) });
type AppRow = z.infer<typeof appSchema>;

/** https://developers.onelogin.com/api-docs/2/apps/list-apps, `auth_method`; 1 is OpenID 2, which came before OpenID Connect. */
const SIGN_ONS: ReadonlyMap<number, PlatformApp['signOn']> = new Map([
  [0, 'password'],
  [2, 'saml'],
  [6, 'password'],
  [7, 'ws-fed'],
  [8, 'oidc'],
]);

/** The list has names that admins gave, and of the catalogue a number that says nothing. It has no app that is switched off. */
const toApp = ({ id: platformAppId, name, auth_method }: AppRow): PlatformApp => ({
  platformAppId,
  catalogName: null,
  label: name,
  signOn: SIGN_ONS.get(auth_method ?? -1) ?? 'other',
  active: true,
});

const APPS: ListCall<AppRow> = {
  path: APPS_PATH,
  limit: PAGE_SIZE,
  scope: ONELOGIN_PERMISSIONS.all,
  row: appSchema,
  idOf: (row) => row.id,
};

const appUserSchema = z.object({ id });
type AppUserRow = z.infer<typeof appUserSchema>;

/** People have apps by roles, or one by one; the list does not say which, nor since when, nor their name there. */
const toAssignment = ({ id: platformUserId }: AppUserRow): PlatformAssignment => ({
  platformUserId,
  appUserName: null,
  scope: 'group',
  vendorStatus: 'assigned',
  since: null,
});

/** All applications of the account: GET /api/2/apps. */
export const listApps =
  (bound: Bound): PlatformReader['listApps'] =>
  async (cursor) => {
    const page = await readList(bound, APPS, cursor);
    if (page.kind !== 'ok') return page;
    return { kind: 'ok', value: { ...page.value, items: page.value.items.map(toApp) } };
  };

/** Who is assigned to an app: GET /api/2/apps/{id}/users. */
export const listAssignments =
  (bound: Bound): PlatformReader['listAssignments'] =>
  async (platformAppId, cursor) => {
    const call: ListCall<AppUserRow> = {
      ...APPS,
      path: `${APPS_PATH}/${encodeURIComponent(platformAppId)}/users`,
      row: appUserSchema,
      idOf: (row) => row.id,
    };
    const page = await readList(bound, call, cursor);
    if (page.kind !== 'ok') return page;
    return { kind: 'ok', value: { ...page.value, items: page.value.items.map(toAssignment) } };
  };
