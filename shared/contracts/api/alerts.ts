import { alertSubscriptionSchema } from '../../domain/alert.ts';
import { changing, nothing, reading } from './operation.ts';

const alerts = alertSubscriptionSchema.omit({ userId: true }).meta({
  id: 'Alerts',
  description:
    'What you asked to be mailed about. `connections`: one needs a reconnect, was disconnected, or works again. `runs`: one is parked, paused, failed, expired, or did not start. `seats`: fewer than 5 % of the bought licenses are free. You get only what your role lets you see.',
});

export const getOwnAlerts = reading({
  operationId: 'getOwnAlerts',
  tag: 'access',
  summary: 'Your own alert subscriptions',
  path: '/v1/me/alerts',
  permission: 'me.read',
  params: nothing,
  query: nothing,
  answer: alerts,
  versioned: true,
});

export const changeOwnAlertsOperation = changing({
  operationId: 'changeOwnAlerts',
  tag: 'access',
  summary: 'Subscribe to alerts, or no longer',
  method: 'PUT',
  path: '/v1/me/alerts',
  permission: 'me.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: alertSubscriptionSchema.pick({ topics: true }),
  status: 200,
  answer: alerts,
  versioned: true,
  ifMatch: true,
});
