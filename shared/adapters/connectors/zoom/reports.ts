import * as z from 'zod';
import { daysBetween, startOfDay, toInstant } from '../../../domain/time.ts';
import type { ActivityReader, DaySpan } from '../../../ports/connector.ts';
import type { SendCall } from '../vendor-connector.ts';
import { ZOOM_SCOPES } from './scopes.ts';

/** A report takes one month at most; 30 days is within every month but February, which Zoom counts as 31 days back. */
const MAX_SPAN_DAYS = 30;

/** Reports reach back six months; the shortest six months are 181 days, and the day of the call counts. */
const REACH_DAYS = 180;

/** Token of the next page, as answers have it. */
export const pageToken = z.string().nullish();

const hostsSchema = z.object({
  users: z.array(z.object({ id: z.string().min(1).nullish(), email: z.string(), meetings: z.int().min(0) })),
  next_page_token: pageToken,
});

const signInsSchema = z.object({
  activity_logs: z.array(z.object({ email: z.string(), time: z.string(), type: z.string() })),
  next_page_token: pageToken,
});

/** Parameters of a report of a span of days. */
export const reportQuery = (
  span: DaySpan,
  cursor: string | null,
  pageSize: number,
): Record<string, string> => {
  const days = daysBetween(startOfDay(span.from), startOfDay(span.to)) + 1;
  if (days < 1 || days > MAX_SPAN_DAYS)
    throw new RangeError(`A report of Zoom takes 1 to ${MAX_SPAN_DAYS} days, not ${days}.`);
  return {
    from: span.from,
    to: span.to,
    page_size: String(pageSize),
    ...(cursor === null ? {} : { next_page_token: cursor }),
  };
};

/** Where the next page starts: an empty token is none. */
export const nextOf = (token: string | null | undefined): string | null =>
  token === undefined || token === '' ? null : token;

/** Hosted meetings (GET /report/users) and the sign-in log (GET /report/activities), both of the Pro plan or better. */
export const zoomActivity = (
  send: SendCall,
  { pageSize, loginLagDays }: { readonly pageSize: number; readonly loginLagDays: number },
): ActivityReader => ({
  loginLagDays,
  maxSpanDays: MAX_SPAN_DAYS,
  reachDays: REACH_DAYS,
  readEngagement: async (span, cursor) => {
    const result = await send({
      method: 'GET',
      path: '/v2/report/users',
      query: { type: 'active', ...reportQuery(span, cursor, pageSize) },
      label: 'heavy',
      effect: 'read',
      scope: ZOOM_SCOPES.reportUsers,
      schema: hostsSchema,
    });
    if (result.kind !== 'ok') return result;
    const { users, next_page_token: next } = result.value;
    return {
      kind: 'ok',
      value: {
        items: users.map(({ id, email, meetings }) => ({
          vendorAccountId: id ?? null,
          email,
          count: meetings,
        })),
        next: nextOf(next),
      },
    };
  },
  readSignIns: async (span, cursor) => {
    const result = await send({
      method: 'GET',
      path: '/v2/report/activities',
      query: reportQuery(span, cursor, pageSize),
      label: 'heavy',
      effect: 'read',
      scope: ZOOM_SCOPES.reportSignIns,
      schema: signInsSchema,
    });
    if (result.kind !== 'ok') return result;
    const { activity_logs: rows, next_page_token: next } = result.value;
    return {
      kind: 'ok',
      value: {
        items: rows.flatMap(({ email, time, type }) => {
          const at = type === 'Sign in' && email !== '' ? toInstant(time) : null;
          return at === null ? [] : [{ email, at }];
        }),
        next: nextOf(next),
      },
    };
  },
});
