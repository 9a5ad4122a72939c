import { plus } from '../../domain/time.ts';
import type { Token } from '../../domain/token.ts';
import { ConflictError } from '../../errors.ts';
import { tokens, userTokens, users } from '../../records/access.ts';
import { check, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { userOf } from '../user-of.ts';
import { loadUser } from '../users/find-user.ts';

export interface IssuedToken {
  readonly record: Token;
  /** `sk_<tokenId>_<secret>`: known only now, only its hash is stored. */
  readonly token: string;
}

/** Issues an API token to a user; it has that user's role at most. */
export const issueToken = async (
  deps: Basics,
  caller: Caller,
  input: Pick<Token, 'name' | 'scope'> & { readonly userId: string; readonly expiresInDays: number },
): Promise<IssuedToken> => {
  const { userId, name, scope, expiresInDays } = input;
  const user = await loadUser(deps, userId);
  if (!user.active)
    throw new ConflictError('user-inactive', 'An inactive user can’t have a token. Activate the user first.');
  const secret = deps.secrets.token();
  const now = deps.clock.now();
  const record: Token = {
    tokenId: deps.ids.next('token'),
    owner: { kind: 'user', userId },
    name,
    scope,
    secretHash: deps.secrets.sha256(secret),
    issuedBy: userOf(caller),
    createdAt: now,
    expiresAt: plus(now, `P${String(expiresInDays)}D`),
    revokedAt: null,
    version: 1,
  };
  const { tokenId, expiresAt } = record;
  const result = await deps.store.commit(
    [
      put(tokens, record, 'absent'),
      put(userTokens, { userId, tokenId }, 'absent'),
      check(users, { userId }, { version: user.version }),
    ],
    auditEvent(deps, caller, 'token.issued', { subjectId: tokenId, after: { userId, scope, expiresAt } }),
  );
  if (result.kind === 'conflict')
    throw new ConflictError('user-changed', 'The user was changed at the same moment. Try again.');
  return { record, token: `sk_${tokenId}_${secret}` };
};
