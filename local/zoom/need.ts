import { cutPage } from './paging.ts';
import { json, type Reply } from './reply.ts';
import { windowOf } from './reports.ts';
import type { RestCall, RestRoute } from './route.ts';
import { findUser } from './tenant.ts';
import { zoomTime } from './user-view.ts';
import { noSuchUser, userOf } from './users-read.ts';

/** People in a webinar of the stand-in: the report wants a number, and no rule looks at it. */
const ATTENDEES = 40;

interface Held {
  readonly email: string;
  readonly at: number;
  readonly minutes: number;
  readonly participants: number;
  readonly recorded: boolean;
  readonly type: 'Meeting' | 'Webinar';
}

/** Meetings and webinars of all hosts, newest first. */
function historyMeetings(call: RestCall): Reply {
  const { tenant, url, standIn } = call;
  const window = windowOf(call);
  if ('status' in window) return window;
  const type = url.searchParams.get('meeting_type') ?? 'all';
  const now = standIn.now();
  const all: readonly Held[] = [
    ...tenant.meetings.map((meeting) => ({ ...meeting, type: 'Meeting' as const })),
    ...tenant.webinars.map((webinar) => ({
      ...webinar,
      type: 'Webinar' as const,
      participants: ATTENDEES,
      recorded: false,
    })),
  ];
  const rows = all
    .filter(({ at }) => at >= window.start && at < window.end && at <= now)
    .filter((held) => type === 'all' || held.type.toLowerCase() === type)
    .sort((left, right) => right.at - left.at);
  const page = cutPage(call, rows);
  if ('status' in page) return page;
  return json(200, {
    page_size: page.size,
    next_page_token: page.nextToken,
    history_meetings: page.rows.map((held) => ({
      meeting_uuid: `${String(held.at)}${held.email}`,
      type: held.type,
      topic: 'A meeting',
      host_display_name: findUser(tenant, held.email)?.firstName ?? '',
      host_email: held.email,
      start_time: zoomTime(held.at),
      end_time: zoomTime(held.at + held.minutes * 60_000),
      duration: held.minutes,
      participants: held.participants,
      feature_used: { screen_sharing: true, record_to_cloud: held.recorded },
    })),
  });
}

/** What a user has planned of a kind, soonest first. */
function planned(call: RestCall, kind: 'meeting' | 'webinar'): Reply {
  const { tenant, standIn } = call;
  const user = userOf(call);
  if (user === undefined) return noSuchUser(call);
  const rows = tenant.planned
    .filter((one) => one.kind === kind && one.email.toLowerCase() === user.email.toLowerCase())
    .filter(({ at }) => at > standIn.now())
    .sort((left, right) => left.at - right.at);
  const page = cutPage(call, rows);
  if ('status' in page) return page;
  return json(200, {
    page_size: page.size,
    total_records: rows.length,
    next_page_token: page.nextToken,
    [`${kind}s`]: page.rows.map(({ at, minutes }) => ({
      id: at,
      topic: 'A plan',
      type: kind === 'meeting' ? 2 : 5,
      start_time: zoomTime(at),
      duration: minutes,
    })),
  });
}

export const NEED_ROUTES = [
  {
    method: 'GET',
    path: '/v2/report/history_meetings',
    label: 'Heavy',
    scopes: ['report:read:list_history_meetings:admin', 'report:read:admin'],
    handle: historyMeetings,
  },
  {
    method: 'GET',
    path: '/v2/users/:userId/meetings',
    label: 'Medium',
    scopes: ['meeting:read:list_meetings:admin', 'meeting:read:admin'],
    handle: (call) => planned(call, 'meeting'),
  },
  {
    method: 'GET',
    path: '/v2/users/:userId/webinars',
    label: 'Medium',
    scopes: ['webinar:read:list_webinars:admin', 'webinar:read:admin'],
    handle: (call) => planned(call, 'webinar'),
  },
] as const satisfies readonly RestRoute[];
