import { type Permission, may } from '../domain/permission.ts';
import type { ApiToken, User } from '../domain/user.ts';
import { ForbiddenError, UnauthenticatedError } from '../errors.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Clock, Secrets } from '../ports/surroundings.ts';
import { apiTokens, users } from '../records/access.ts';
import type { Denial } from '../use-cases/access/record-denial.ts';
import type { Caller } from '../use-cases/dependencies.ts';
import { TokenCache } from './token-cache.ts';

/** Who asks, as the directory knows them at this moment. */
export interface Identity {
  readonly user: User;
  readonly token: ApiToken;
  readonly caller: Caller;
}

export interface AuthenticationDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Records what a known identity was refused. */
  readonly recordDenial: (denial: Denial) => Promise<void>;
}

/** What a request needs to be let in. `attempted` names it in the audit event of a denial. */
export interface Need {
  readonly permission: Permission;
  readonly access: 'read' | 'write';
  readonly attempted: string;
}

/** `sk_<tokenId>_<secret>`; a token id holds no underscore after its prefix. */
const BEARER = /^Bearer\s+sk_(tok_[0-9A-Za-z-]{6,64})_([A-Za-z0-9_-]{20,200})$/i;

const unknownToken = () => new UnauthenticatedError('Send a valid API token: Authorization: Bearer sk_…');

const whyNotLetIn = (user: User | undefined, token: ApiToken, now: string): string | null => {
  if (token.revokedAt !== null) return 'revoked';
  if (token.expiresAt <= now) return 'expired';
  return user?.active === true ? null : 'inactive';
};

/**
 * Lets a request in, or throws: 401 without a good token of an active user, 403 where the token's scope or the user's role does
 * not reach. Token and user are read consistently; for reads they may be up to 30 s old.
 */
export const makeAuthenticate = (deps: AuthenticationDependencies) => {
  const cache = new TokenCache(deps.clock);

  const load = async (tokenId: string, access: Need['access']) => {
    const cached = access === 'read' ? cache.get(tokenId) : undefined;
    if (cached !== undefined) return cached;
    const token = await deps.store.get(apiTokens, { tokenId });
    if (token === undefined) return undefined;
    const user = await deps.store.get(users, { userId: token.userId });
    const loaded = { token, user };
    cache.set(tokenId, loaded);
    return loaded;
  };

  return async (headers: Readonly<Record<string, string>>, need: Need): Promise<Identity> => {
    const [, tokenId, secret] = BEARER.exec(headers['authorization'] ?? '') ?? [];
    if (tokenId === undefined || secret === undefined) throw unknownToken();
    const loaded = await load(tokenId, need.access);
    // The comparison is made for unknown ids too, so that its time tells nothing.
    const matches = deps.secrets.equal(loaded?.token.secretHash ?? '', deps.secrets.sha256(secret));
    if (loaded === undefined || !matches) throw unknownToken();
    const { token, user } = loaded;
    const caller: Caller = { actor: { kind: 'user', userId: token.userId, tokenId } };
    const deny = (reason: string) =>
      deps.recordDenial({ caller, identity: tokenId, attempted: need.attempted, reason });

    const fault = whyNotLetIn(user, token, deps.clock.now());
    if (fault !== null || user === undefined) {
      await deny(fault ?? 'inactive');
      throw unknownToken();
    }
    if (need.access === 'write' && token.scope !== 'write') {
      await deny('token-scope');
      throw new ForbiddenError('This token may only read.', 'token-scope');
    }
    if (!may(user.role, need.permission)) {
      await deny('permission');
      throw new ForbiddenError(`Your role does not hold the right ${need.permission}.`, 'permission');
    }
    return { user, token, caller };
  };
};

export type Authenticate = ReturnType<typeof makeAuthenticate>;
