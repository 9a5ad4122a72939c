import * as z from 'zod';
import type { NeedFeature } from '../../../domain/activity.ts';
import type { NeedReader, VendorResult } from '../../../ports/connector.ts';
import type { SendCall } from '../vendor-connector.ts';
import { nextOf, pageToken, reportQuery } from './reports.ts';
import { ZOOM_SCOPES } from './scopes.ts';

/** Basic users' meetings end after 40 minutes where three or more take part (https://zoom.us/pricing). */
const LONGEST_FREE_MINUTES = 40;
const FEWEST_OF_A_GROUP = 3;

/** Pages of what is planned that are looked at: whoever has more planned has something planned. */
const MOST_PAGES = 3;

const meetingSchema = z.object({
  type: z.string().nullish(),
  host_email: z.string().nullish(),
  /** Minutes. */
  duration: z.number().nullish(),
  participants: z.number().nullish(),
  feature_used: z.object({ record_to_cloud: z.boolean().nullish() }).nullish(),
});

const historySchema = z.object({ history_meetings: z.array(meetingSchema), next_page_token: pageToken });

const plannedSchema = z.array(z.object({ duration: z.number().nullish() }));
const meetingsSchema = z.object({ meetings: plannedSchema, next_page_token: pageToken });
const webinarsSchema = z.object({
  webinars: z.array(z.object({ start_time: z.string().nullish() })),
  next_page_token: pageToken,
});

/** What of a meeting or webinar needs a license. */
const featuresOf = (meeting: z.infer<typeof meetingSchema>): NeedFeature[] => {
  const { type, duration, participants, feature_used: used } = meeting;
  if (type === 'Webinar') return ['webinar'];
  const isLong = (duration ?? 0) > LONGEST_FREE_MINUTES && (participants ?? 0) >= FEWEST_OF_A_GROUP;
  return [
    ...(isLong ? (['long-meeting'] as const) : []),
    ...(used?.record_to_cloud === true ? (['cloud-recording'] as const) : []),
  ];
};

/**
 * What needs a license: meetings and webinars that were held (GET /report/history_meetings, a page for all hosts), and those that are
 * planned (GET /users/{userId}/meetings and /webinars, one call each for whoever is about to lose it).
 */
export const zoomNeed = (send: SendCall, pageSize: number): NeedReader => {
  const paged = (token: string | null): Record<string, string> => ({
    page_size: String(pageSize),
    ...(token === null ? {} : { next_page_token: token }),
  });

  const longMeetings = async (userId: string): Promise<VendorResult<number>> => {
    let token: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const result: VendorResult<z.infer<typeof meetingsSchema>> = await send({
        method: 'GET',
        path: `/v2/users/${encodeURIComponent(userId)}/meetings`,
        query: { type: 'upcoming', ...paged(token) },
        label: 'medium',
        effect: 'read',
        scope: ZOOM_SCOPES.listMeetings,
        schema: meetingsSchema,
      });
      if (result.kind !== 'ok') return result;
      const long = result.value.meetings.filter(({ duration }) => (duration ?? 0) > LONGEST_FREE_MINUTES);
      token = nextOf(result.value.next_page_token);
      if (long.length > 0 || token === null) return { kind: 'ok', value: long.length };
    }
    return { kind: 'ok', value: 0 };
  };

  const webinars = async (userId: string): Promise<VendorResult<number>> => {
    const result = await send({
      method: 'GET',
      path: `/v2/users/${encodeURIComponent(userId)}/webinars`,
      query: { type: 'upcoming', ...paged(null) },
      label: 'medium',
      effect: 'read',
      scope: ZOOM_SCOPES.listWebinars,
      schema: webinarsSchema,
    });
    return result.kind === 'ok' ? { kind: 'ok', value: result.value.webinars.length } : result;
  };

  return {
    readNeed: async (span, cursor) => {
      const result = await send({
        method: 'GET',
        path: '/v2/report/history_meetings',
        query: { meeting_type: 'all', ...reportQuery(span, cursor, pageSize) },
        label: 'heavy',
        effect: 'read',
        scope: ZOOM_SCOPES.reportMeetings,
        schema: historySchema,
      });
      if (result.kind !== 'ok') return result;
      const { history_meetings: meetings, next_page_token: next } = result.value;
      const items = meetings.flatMap((meeting) => {
        const email = meeting.host_email ?? '';
        return email === ''
          ? []
          : featuresOf(meeting).map((feature) => ({ vendorAccountId: null, email, feature, count: 1 }));
      });
      return { kind: 'ok', value: { items, next: nextOf(next) } };
    },
    readUpcoming: async (vendorAccountId) => {
      const meetings = await longMeetings(vendorAccountId);
      if (meetings.kind !== 'ok') return meetings;
      const planned = await webinars(vendorAccountId);
      if (planned.kind !== 'ok') return planned;
      return { kind: 'ok', value: { longMeetings: meetings.value, webinars: planned.value } };
    },
  };
};
