import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
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

const deps = { ...systemSurroundings(), store: grantedStore(env) };

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
