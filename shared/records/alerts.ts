import * as z from 'zod';
import { type AlertSubscription, alertSubscriptionSchema } from '../domain/alert.ts';
import { type ConnectionIncident, connectionIncidentSchema } from '../domain/connection-incident.ts';
import { FAILED_IN_A_ROW } from '../domain/connection-trouble.ts';
import { idSchema } from '../domain/ids.ts';
import { type IncidentNotice, incidentNoticeSchema } from '../domain/incident-notice.ts';
import { instantSchema } from '../domain/time.ts';
import { OF_CONNECTION } from './belongs.ts';
import { collection, technicalCollection } from './collection.ts';

/** Who subscribed to which alerts, one partition: a company has at most a few thousand users of this tool. */
export const alertSubscriptions = collection<AlertSubscription, { userId: string }, object>({
  name: 'alert-subscription',
  table: 'directory',
  belongs: 'user',
  schema: alertSubscriptionSchema,
  at: ({ userId }) => ({ partition: 'alert-subscriptions', sort: userId }),
  within: () => 'alert-subscriptions',
});

/**
 * The last incidents of each connection, of its health and of doubtful reports: what keeps one that comes and goes from being told over
 * and over.
 */
export const connectionIncidents = technicalCollection<
  ConnectionIncident,
  { connectionId: string; about: ConnectionIncident['about'] },
  { connectionId: string }
>({
  name: 'incident',
  table: 'directory',
  belongs: OF_CONNECTION,
  schema: connectionIncidentSchema,
  at: ({ connectionId, about }) => ({ partition: `incident#${connectionId}`, sort: about }),
  within: ({ connectionId }) => `incident#${connectionId}`,
});

/** Who was told of an incident, and of its end: one mail each. */
export const incidentNotices = technicalCollection<
  IncidentNotice,
  Pick<IncidentNotice, 'connectionId' | 'telling' | 'recipient'>,
  { connectionId: string }
>({
  name: 'incident-notice',
  table: 'directory',
  belongs: OF_CONNECTION,
  schema: incidentNoticeSchema,
  at: ({ connectionId, telling, recipient }) => ({
    partition: `incident-notices#${connectionId}`,
    sort: `${telling}#${recipient}`,
  }),
  within: ({ connectionId }) => `incident-notices#${connectionId}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const failedPullsSchema = z.strictObject({
  connectionId: idSchema('connection'),
  /** The newest that came to nothing and when, the newest last. */
  pulls: z
    .array(z.strictObject({ pullId: idSchema('pull'), at: instantSchema, failure: z.string() }))
    .max(FAILED_IN_A_ROW),
  version: z.int().min(1),
});
type FailedPulls = z.infer<typeof failedPullsSchema>;

/** The last pulls of a connection that came to nothing: their own records are swept. */
export const failedPulls = technicalCollection<
  FailedPulls,
  { connectionId: string },
  { connectionId: string }
>({
  name: 'failed-pulls',
  table: 'directory',
  belongs: OF_CONNECTION,
  schema: failedPullsSchema,
  at: ({ connectionId }) => ({ partition: `failed-pulls#${connectionId}`, sort: 'pulls' }),
  within: ({ connectionId }) => `failed-pulls#${connectionId}`,
});
