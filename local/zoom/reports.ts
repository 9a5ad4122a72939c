import { z } from 'zod';
import { cutPage } from './paging.ts';
import { json, type Reply } from './reply.ts';
import type { RestCall, RestRoute } from './route.ts';
import type { Meeting, ZoomUser } from './tenant.ts';
import { zoomTime } from './user-view.ts';
import { vendorError } from './vendor-errors.ts';

const DAY_MS = 86_400_000;

/** Vendor text: at most one month. 31 days, first and last included, is the longest month. */
const MAX_WINDOW_DAYS = 31;

/** Vendor text: within the last six months. */
const OLDEST_DAYS = 184;

/** The days a report was asked for. */
export interface Window {
  readonly from: string;
  readonly to: string;
  /** Epoch milliseconds: first inside, first after. */
  readonly start: number;
  readonly end: number;
}

const windowSchema = z.object({ from: z.iso.date(), to: z.iso.date() });

/** Whole UTC days, both ends included; or why they are refused. */
export function windowOf({ standIn, url, tenant }: RestCall): Window | Reply {
  if (tenant.plan === 'free') return vendorError('paid-account-only');
  const parsed = windowSchema.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) return vendorError('invalid-parameter', 'from and to are needed as yyyy-mm-dd.');
  const { from, to } = parsed.data;
  const start = Date.parse(from);
  const end = Date.parse(to) + DAY_MS;
  if (end <= start) return vendorError('invalid-parameter', 'from must not be after to.');
  if (end - start > MAX_WINDOW_DAYS * DAY_MS) {
    return vendorError('invalid-parameter', 'The time between from and to must not exceed one month.');
  }
  if (start < standIn.now() - OLDEST_DAYS * DAY_MS) {
    return vendorError('invalid-parameter', 'The report is available for the last six months only.');
  }
  return { from, to, start, end };
}

function hostRow(user: ZoomUser, meetings: readonly Meeting[]): Readonly<Record<string, unknown>> {
  const sum = (valueOf: (meeting: Meeting) => number): number =>
    meetings.reduce((total, meeting) => total + valueOf(meeting), 0);
  return {
    id: user.id,
    email: user.email,
    user_name: `${user.firstName} ${user.lastName}`.trim(),
    type: user.type,
    dept: user.department,
    meetings: meetings.length,
    participants: sum(({ participants }) => participants),
    meeting_minutes: sum(({ minutes }) => minutes),
    custom_attributes: [],
  };
}

/** Active: hosted at least one meeting that began in the window. Attending does not count. */
function reportUsers(call: RestCall): Reply {
  const { tenant, url, standIn } = call;
  const window = windowOf(call);
  if ('status' in window) return window;
  const type = z
    .enum(['active', 'inactive'])
    .default('active')
    .safeParse(url.searchParams.get('type') ?? undefined);
  if (!type.success) return vendorError('invalid-parameter', 'Invalid field: type.');
  const now = standIn.now();
  const held = tenant.meetings.filter(({ at }) => at >= window.start && at < window.end && at <= now);
  const byHost = Map.groupBy(held, ({ email }) => email.toLowerCase());
  const rows = tenant.users
    .filter(
      ({ status, email }) =>
        status === 'active' && byHost.has(email.toLowerCase()) === (type.data === 'active'),
    )
    .map((user) => hostRow(user, byHost.get(user.email.toLowerCase()) ?? []));
  const page = cutPage(call, rows);
  if ('status' in page) return page;
  return json(200, {
    from: window.from,
    to: window.to,
    page_count: page.count,
    page_size: page.size,
    total_records: rows.length,
    next_page_token: page.nextToken,
    total_meetings: held.length,
    total_participants: held.reduce((total, { participants }) => total + participants, 0),
    total_meeting_minutes: held.reduce((total, { minutes }) => total + minutes, 0),
    users: page.rows,
  });
}

/** The sign in and sign out log, newest first, without the lag of `last_login_time`. */
function reportActivities(call: RestCall): Reply {
  const { tenant, standIn } = call;
  const window = windowOf(call);
  if ('status' in window) return window;
  const now = standIn.now();
  const rows = tenant.signIns
    .filter(({ at }) => at >= window.start && at < window.end && at <= now)
    .sort((left, right) => right.at - left.at);
  const page = cutPage(call, rows);
  if ('status' in page) return page;
  return json(200, {
    from: window.from,
    to: window.to,
    page_size: page.size,
    next_page_token: page.nextToken,
    activity_logs: page.rows.map(({ email, at, type }) => ({
      email,
      time: zoomTime(at),
      type,
      ip_address: '192.0.2.10',
      client_type: 'Browser',
      version: '-',
    })),
  });
}

export const REPORT_ROUTES = [
  {
    method: 'GET',
    path: '/v2/report/users',
    label: 'Heavy',
    scopes: ['report:read:list_users:admin', 'report:read:admin'],
    handle: reportUsers,
  },
  {
    method: 'GET',
    path: '/v2/report/activities',
    label: 'Heavy',
    scopes: ['report:read:user_activities:admin', 'report:read:admin'],
    handle: reportActivities,
  },
] as const satisfies readonly RestRoute[];
