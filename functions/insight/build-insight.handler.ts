import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { SqsInsightQueue } from '../../shared/adapters/sqs/sqs-insight-queue.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { insightMessageSchema } from '../../shared/contracts/insight-message.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { policySettings } from '../../shared/runtime/policy-settings.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { workOnInsight } from '../../shared/use-cases/insight/work-on-insight.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    runsTable: text,
    activityTable: text,
    auditTable: text,
    insightQueueUrl: text,
    ...policySettings,
  }),
  process.env,
);

const store = grantedStore(env);

const deps = {
  store,
  clock: new SystemClock(),
  ids: new UuidIds(),
  settings: env,
  insightQueue: new SqsInsightQueue({ queueUrl: env.insightQueueUrl }),
};

/** Counts the accounts of instances whose data is new, each as far as one call gets. */
export const handler = queueEntry('build-insight', insightMessageSchema, (message) =>
  workOnInsight(deps, message.detail),
);
