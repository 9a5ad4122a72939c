import type { Actor } from '../domain/audit-event.ts';
import type { CustomRole } from '../domain/custom-role.ts';
import { isBuiltInRole } from '../domain/role.ts';
import { type Rights, rightsOfRole, rightsOfScope } from '../domain/rights.ts';
import type { Token, TokenScope } from '../domain/token.ts';
import { type Instant, earlier } from '../domain/time.ts';
import type { User } from '../domain/user.ts';
import type { PoolTokenVerifier } from '../ports/pool-token-verifier.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Secrets } from '../ports/surroundings.ts';
import { customRoles, poolIdentities, programClients, sessions, tokens, users } from '../records/access.ts';
import type { UsedCredential } from '../use-cases/tokens/record-use.ts';
import type { Presented } from './credentials.ts';
import { csrfTokenOf } from './csrf.ts';
import type { Asker, Via } from './identity.ts';

export interface CredentialDependencies {
  readonly store: RecordStore;
  readonly secrets: Secrets;
  readonly poolTokens: PoolTokenVerifier;
}

/** Credentials that the directory knows: whose they are, and what speaks against letting them in. */
export interface Known {
  readonly asker: Asker;
  readonly rights: Rights;
  readonly actor: Actor;
  /** What they are counted by when they are refused. */
  readonly identity: string;
  /** SHA-256 of the secret that has to come with them; null where they prove themselves. */
  readonly secretHash: string | null;
  /** Why they are worth nothing, whatever the time; null where nothing speaks against them. */
  readonly fault: 'revoked' | 'inactive' | null;
  readonly validUntil: Instant;
  /** What they may be used for at most. */
  readonly scope: TokenScope;
  /** What is kept as used; null where nothing is. */
  readonly used: UsedCredential | null;
}

const customRoleOf = async (store: RecordStore, { role }: User): Promise<CustomRole | null> =>
  isBuiltInRole(role) ? null : ((await store.get(customRoles, { roleId: role })) ?? null);

const asUser = async (
  deps: CredentialDependencies,
  user: User,
  via: Via,
): Promise<Pick<Known, 'asker' | 'rights' | 'actor'>> => {
  const customRole = await customRoleOf(deps.store, user);
  const tokenId = via.kind === 'token' ? via.token.tokenId : null;
  return {
    asker: { kind: 'user', user, customRole, via },
    rights: rightsOfRole(user.role, customRole ?? undefined),
    actor: { kind: 'user', userId: user.userId, tokenId },
  };
};

type Owner = Pick<Known, 'asker' | 'rights' | 'actor' | 'validUntil' | 'fault' | 'used'>;

const ownerOf = async (deps: CredentialDependencies, token: Token): Promise<Owner | undefined> => {
  const { owner, tokenId, expiresAt: validUntil } = token;
  switch (owner.kind) {
    case 'user': {
      const user = await deps.store.get(users, { userId: owner.userId });
      if (user === undefined) return undefined;
      return {
        ...(await asUser(deps, user, { kind: 'token', token })),
        validUntil,
        fault: user.active ? null : 'inactive',
        used: { kind: 'token', tokenId },
      };
    }
    case 'client': {
      const client = await deps.store.get(programClients, { clientId: owner.clientId });
      if (client === undefined) return undefined;
      const { clientId } = client;
      return {
        asker: { kind: 'client', client, token },
        rights: rightsOfScope(token.scope),
        actor: { kind: 'client', clientId, tokenId },
        validUntil: client.expiresAt < validUntil ? client.expiresAt : validUntil,
        fault: client.revokedAt === null ? null : 'revoked',
        used: { kind: 'client', clientId },
      };
    }
    case 'organization':
      return {
        asker: { kind: 'organization-token', token },
        rights: rightsOfScope(token.scope),
        actor: { kind: 'organization-token', tokenId },
        validUntil,
        fault: null,
        used: { kind: 'token', tokenId },
      };
  }
};

const knownToken = async (deps: CredentialDependencies, tokenId: string): Promise<Known | undefined> => {
  const token = await deps.store.get(tokens, { tokenId });
  const owner = token === undefined ? undefined : await ownerOf(deps, token);
  if (token === undefined || owner === undefined) return undefined;
  const { secretHash, scope } = token;
  const fault = token.revokedAt === null ? owner.fault : 'revoked';
  return { ...owner, identity: tokenId, secretHash, fault, scope };
};

/** Sign-out everywhere ends what began before it. */
const endedFor = ({ sessionsValidFrom }: User, began: Instant): boolean =>
  sessionsValidFrom !== null && began <= sessionsValidFrom;

const faultOf = (user: User, began: Instant): Known['fault'] => {
  if (!user.active) return 'inactive';
  return endedFor(user, began) ? 'revoked' : null;
};

const knownSession = async (
  deps: CredentialDependencies,
  { sessionId, secret }: Extract<Presented, { kind: 'session' }>,
): Promise<Known | undefined> => {
  const session = await deps.store.get(sessions, { sessionId });
  const user = session === undefined ? undefined : await deps.store.get(users, { userId: session.userId });
  if (session === undefined || user === undefined) return undefined;
  const csrfToken = csrfTokenOf(deps.secrets, secret);
  return {
    ...(await asUser(deps, user, { kind: 'session', session, csrfToken })),
    identity: sessionId,
    secretHash: session.secretHash,
    fault: faultOf(user, session.createdAt),
    validUntil: session.expiresAt,
    scope: 'write',
    used: null,
  };
};

const knownAccessToken = async (deps: CredentialDependencies, jwt: string): Promise<Known | undefined> => {
  const access = await deps.poolTokens.verifyAccess(jwt);
  if (access === undefined) return undefined;
  const { issuer, subject } = access;
  const joined = await deps.store.get(poolIdentities, { issuer, poolUserId: subject });
  const user = joined === undefined ? undefined : await deps.store.get(users, { userId: joined.userId });
  if (joined === undefined || user === undefined) return undefined;
  return {
    ...(await asUser(deps, user, { kind: 'access-token' })),
    identity: user.userId,
    secretHash: null,
    // Joined before the user's sessions were ended, e.g. since the record became somebody else's: a sign-in has to join anew.
    fault: faultOf(user, earlier(access.authenticatedAt, joined.joinedAt)),
    validUntil: access.expiresAt,
    scope: 'write',
    used: null,
  };
};

/** Looks credentials up in the directory, by consistent reads. Undefined where nobody is known by them. */
export const lookUp = async (
  deps: CredentialDependencies,
  presented: Presented,
): Promise<Known | undefined> => {
  switch (presented.kind) {
    case 'token':
      return knownToken(deps, presented.tokenId);
    case 'session':
      return knownSession(deps, presented);
    case 'access-token':
      return knownAccessToken(deps, presented.jwt);
    case 'nothing':
      return undefined;
  }
};
