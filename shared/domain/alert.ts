import * as z from 'zod';
import type { AuditAction } from './audit-event.ts';
import { idSchema } from './ids.ts';
import type { Permission } from './permission.ts';

/** What somebody may ask to be told of: trouble with connections and their recovery, runs and pulls that need a person, or seats that run out. */
export const ALERT_TOPICS = ['connections', 'runs', 'seats'] as const;
export const alertTopicSchema = z.enum(ALERT_TOPICS, { error: `must be one of ${ALERT_TOPICS.join(', ')}` });
export type AlertTopic = z.infer<typeof alertTopicSchema>;

/** Which topic an action belongs to: what is told to owners, and to whoever subscribed to the topic. */
export const TOPIC_OF_ACTION = {
  'connection.needs-reconnect': 'connections',
  'connection.disconnected': 'connections',
  'connection.uninstall-doubted': 'connections',
  'connection.scopes-missing': 'connections',
  'connection.recovered': 'connections',
  'plan.parked': 'runs',
  'run.paused': 'runs',
  'run.stopped': 'runs',
  'run.unsettled': 'runs',
  'run.ended': 'runs',
  'run.failed': 'runs',
  'run.expired': 'runs',
  'run.not-started': 'runs',
  'run.unfit': 'runs',
  'pull.quarantined': 'runs',
  'pull.failed': 'connections',
  'seats.low': 'seats',
} as const satisfies Partial<Record<AuditAction, AlertTopic>>;

/** An action that owners are told of. */
export type OwnerAction = keyof typeof TOPIC_OF_ACTION;

/** An action that is told by itself: one of the others tells of the incident it belongs to. */
export type LoneAction = {
  [A in OwnerAction]: (typeof TOPIC_OF_ACTION)[A] extends 'connections' ? never : A;
}[OwnerAction];

/** Whether an action is told by itself. */
export const isLoneAction = (action: OwnerAction): action is LoneAction =>
  TOPIC_OF_ACTION[action] !== 'connections';

/** Whether owners are told of an action. */
export const isOwnerAction = (action: AuditAction): action is OwnerAction => action in TOPIC_OF_ACTION;

/** The right without which nobody is told of a topic: who may not see a thing is not mailed about it. */
export const PERMISSION_OF_TOPIC = {
  connections: 'connections.read',
  runs: 'runs.read',
  seats: 'contracts.read',
} as const satisfies Record<AlertTopic, Permission>;

/** What a user asked to be told of. Version 0 is who never asked. */
export const alertSubscriptionSchema = z.strictObject({
  userId: idSchema('user'),
  topics: z
    .array(alertTopicSchema)
    .max(ALERT_TOPICS.length)
    .refine((topics) => new Set(topics).size === topics.length, { error: 'must not name a topic twice' }),
  version: z.int().min(0),
});
export type AlertSubscription = z.infer<typeof alertSubscriptionSchema>;
