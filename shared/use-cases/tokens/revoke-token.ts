import type { Token } from '../../domain/token.ts';
import { NotFoundError } from '../../errors.ts';
import { tokens } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone } from '../expected-version.ts';

/** Revokes a user's token for good. Revoking one again changes nothing. */
export const revokeToken = async (
  deps: Basics,
  caller: Caller,
  { userId, tokenId }: { readonly userId: string; readonly tokenId: string },
): Promise<Token> => {
  const token = await deps.store.get(tokens, { tokenId });
  if (token?.owner.kind !== 'user' || token.owner.userId !== userId)
    throw new NotFoundError(`This user has no token ${tokenId}.`);
  if (token.revokedAt !== null) return token;
  const revoked: Token = { ...token, revokedAt: deps.clock.now(), version: token.version + 1 };
  const event = auditEvent(deps, caller, 'token.revoked', { subjectId: tokenId, after: { userId } });
  assertDone(await deps.store.commit([put(tokens, revoked, { version: token.version })], event));
  return revoked;
};
