import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { membershipMessageSchema } from '../../shared/contracts/membership-message.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { queueEntry } from '../../shared/runtime/queue-entry.ts';
import { followMembership } from '../../shared/use-cases/scim/follow-membership.ts';

const text = z.string().min(1);
const env = parseEnv(z.object({ directoryTable: text, auditTable: text }), process.env);
const deps = { ...systemSurroundings(), store: grantedStore(env) };

/** Tells users which groups they are in, as far as one call gets; what is left comes back by the queue. */
export const handler = queueEntry('index-members', membershipMessageSchema, ({ detail }) =>
  followMembership(deps, detail.subjectId),
);
