import type { ApiToken } from '../../domain/user.ts';
import { NotFoundError } from '../../errors.ts';
import { apiTokens } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone } from '../expected-version.ts';

/** Revokes a user's token for good. Revoking one again changes nothing. */
export const revokeToken = async (
  deps: Basics,
  caller: Caller,
  { userId, tokenId }: Pick<ApiToken, 'userId' | 'tokenId'>,
): Promise<ApiToken> => {
  const token = await deps.store.get(apiTokens, { tokenId });
  if (token?.userId !== userId) throw new NotFoundError(`This user has no token ${tokenId}.`);
  if (token.revokedAt !== null) return token;
  const revoked: ApiToken = { ...token, revokedAt: deps.clock.now(), version: token.version + 1 };
  const event = auditEvent(deps, caller, 'token.revoked', { subjectId: tokenId, after: { userId } });
  assertDone(await deps.store.commit([put(apiTokens, revoked, { version: token.version })], event));
  return revoked;
};
