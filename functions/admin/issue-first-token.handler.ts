import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { addressSchema } from '../../shared/domain/address.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { issueFirstToken } from '../../shared/use-cases/tokens/issue-first-token.ts';

const env = parseEnv(
  z.object({
    firstSuperAdminEmail: addressSchema,
    directoryTable: z.string().min(1),
    auditTable: z.string().min(1),
  }),
  process.env,
);

const deps = {
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
  // Runs and activity are not granted here and never asked for.
  store: new DynamoRecordStore({
    tables: { directory: env.directoryTable, audit: env.auditTable, runs: 'none', activity: 'none' },
  }),
};

const requestSchema = z.object({
  name: z.string().trim().min(1).max(100).default('first token'),
  expiresInDays: z.int().min(1).max(365).default(90),
});

/** Called by who may invoke functions in the company's account, and by nothing else. The token is answered once and not stored. */
export const handler = eventEntry('issue-first-token', requestSchema, async (request) => {
  const email = env.firstSuperAdminEmail;
  const { userId, record, token } = await issueFirstToken(deps, { email, ...request });
  return { userName: email, userId, tokenId: record.tokenId, expiresAt: record.expiresAt, token };
});
