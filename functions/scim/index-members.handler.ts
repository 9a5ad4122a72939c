import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { membershipMessageSchema } from '../../shared/contracts/membership-message.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { followMembership } from '../../shared/use-cases/scim/follow-membership.ts';

const text = z.string().min(1);
const env = parseEnv(z.object({ directoryTable: text, auditTable: text }), process.env);
const store = new DynamoRecordStore({
  tables: { directory: env.directoryTable, runs: 'none', activity: 'none', audit: env.auditTable },
});
const deps = { store, clock: new SystemClock(), ids: new UuidIds(), secrets: new NodeSecrets() };

/** Tells users which groups they are in, as far as one call gets; what is left comes back by the queue. */
export const handler = queueEntry('index-members', membershipMessageSchema, ({ detail }) =>
  followMembership(deps, detail.subjectId),
);
