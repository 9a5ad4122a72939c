import { type AlertSubscription, alertSubscriptionSchema } from '../domain/alert.ts';
import { type ConnectionIncident, connectionIncidentSchema } from '../domain/connection-incident.ts';
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

/** The last incident of each connection: what keeps one that comes and goes from being told over and over. */
export const connectionIncidents = technicalCollection<
  ConnectionIncident,
  { connectionId: string },
  { connectionId: string }
>({
  name: 'incident',
  table: 'directory',
  belongs: OF_CONNECTION,
  schema: connectionIncidentSchema,
  at: ({ connectionId }) => ({ partition: `incident#${connectionId}`, sort: 'incident' }),
  within: ({ connectionId }) => `incident#${connectionId}`,
});
