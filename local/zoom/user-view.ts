import type { RestCall } from './route.ts';
import type { Tenant, ZoomUser } from './tenant.ts';

const DAY_MS = 86_400_000;

/** Zoom's times have no fractions of a second. */
export function zoomTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The newest sign-in that is older than the vendor's lag, or what the company file asks to be shown. */
function lastLoginOf(user: ZoomUser, now: number, lagDays: number): string | null | undefined {
  const shown = user.lateSignIns.filter((at) => at <= now - lagDays * DAY_MS);
  const known = user.lastLogin !== undefined && 'at' in user.lastLogin ? [user.lastLogin.at] : [];
  const newest = Math.max(...shown, ...known);
  if (Number.isFinite(newest)) return zoomTime(newest);
  return user.lastLogin !== undefined && 'text' in user.lastLogin ? user.lastLogin.text : undefined;
}

/** A row of GET /users. Pending users have no id, and their creation time is the time of the call. */
export function userRow({ standIn }: Pick<RestCall, 'standIn'>, user: ZoomUser): Record<string, unknown> {
  const now = standIn.now();
  const isPending = user.status === 'pending';
  const lastLogin = lastLoginOf(user, now, standIn.switches.loginLagDays);
  const common = {
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    type: user.type,
    status: user.status,
    dept: user.department,
    verified: user.verified && !isPending ? 1 : 0,
    created_at: zoomTime(isPending ? now : user.createdAt),
  };
  if (isPending) return common;
  return {
    id: user.id,
    ...common,
    display_name: `${user.firstName} ${user.lastName}`.trim(),
    role_id: user.roleId,
    pmi: Number.parseInt(Buffer.from(user.id).toString('hex').slice(0, 8), 16),
    timezone: user.timezone,
    language: 'en-US',
    group_ids: [],
    im_group_ids: [],
    user_created_at: zoomTime(user.createdAt),
    ...(lastLogin === undefined ? {} : { last_login_time: lastLogin }),
    ...(user.employeeId === undefined ? {} : { employee_unique_id: user.employeeId }),
    ...(user.bundle
      ? { plan_united_type: '1', license_info_list: [{ license_type: 'ZOOM_WORKPLACE_BUNDLE' }] }
      : {}),
  };
}

/** GET /users/{id}: the row and what only this call shows. */
export function userDetail(
  call: Pick<RestCall, 'standIn'>,
  tenant: Tenant,
  user: ZoomUser,
): Record<string, unknown> {
  return {
    ...userRow(call, user),
    account_id: tenant.accountId,
    role_name: tenant.roles.find(({ id }) => id === user.roleId)?.name ?? '',
    company: tenant.name,
    login_types: [100],
    cluster: 'us02',
    ...(user.bundle ? { zoom_one_type: 16 } : {}),
  };
}
