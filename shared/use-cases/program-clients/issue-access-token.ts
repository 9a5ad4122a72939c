import { idSchema } from '../../domain/ids.ts';
import { grantedScope } from '../../domain/scope-request.ts';
import { msBetween, plus } from '../../domain/time.ts';
import { type ApiScope, type ProgramClient, type Token, credentialState } from '../../domain/token.ts';
import { programClients, tokens } from '../../records/access.ts';
import { check, put } from '../../records/change.ts';
import { countFailure } from '../access/count-failure.ts';
import { recordDenial } from '../access/record-denial.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';

/** Length of an access token's life, unless its client ends before. */
const LIFETIME = 'PT1H';

/** What a program sends for an access token (RFC 6749 §4.4.2). */
export interface AccessTokenRequest {
  /** Null where nothing was sent that could be the credentials of a client. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string } | null;
  /** Scopes with a space between them; null for all that the client has. */
  readonly scope: string | null;
  /** The network it came from. */
  readonly from: string | null;
}

export type AccessTokenAnswer =
  | {
      readonly kind: 'issued';
      /** `sk_<tokenId>_<secret>`: known only now, only its hash is stored. */
      readonly accessToken: string;
      readonly scope: ApiScope;
      readonly expiresInSeconds: number;
    }
  /** Unknown, with another secret, expired or revoked: which, is not said. */
  | { readonly kind: 'invalid-client' }
  | { readonly kind: 'invalid-scope'; readonly widest: ApiScope }
  /** The network failed too often; only those who fail are told so. */
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number };

const ATTEMPTED = 'issueAccessToken';

type Named = NonNullable<AccessTokenRequest['credentials']>;

const findClient = async (
  { store }: Pick<Basics, 'store'>,
  { clientId }: Named,
): Promise<ProgramClient | undefined> =>
  idSchema('client').safeParse(clientId).success ? store.get(programClients, { clientId }) : undefined;

const callerOf = ({ clientId }: ProgramClient, from: string | null): Caller => ({
  actor: { kind: 'client', clientId, tokenId: null },
  from,
});

/** Why a client that is known gets nothing; null where it is good. The secret is compared for an unknown one too, so that time tells nothing. */
const faultOf = (
  { secrets, clock }: Basics,
  client: ProgramClient | undefined,
  { clientSecret }: Named,
): 'wrong-secret' | 'expired' | 'revoked' | null => {
  const isProved = secrets.equal(client?.secretHash ?? '', secrets.sha256(clientSecret));
  if (client === undefined || !isProved) return 'wrong-secret';
  const state = credentialState(client, clock.now());
  return state === 'active' ? null : state;
};

const refuse = async (deps: Basics, from: string | null): Promise<AccessTokenAnswer> => {
  const verdict = await countFailure(deps, from);
  return verdict.kind === 'too-many' ? verdict : { kind: 'invalid-client' };
};

const newToken = (deps: Basics, client: ProgramClient, scope: ApiScope, secret: string): Token => {
  const now = deps.clock.now();
  const hence = plus(now, LIFETIME);
  return {
    tokenId: deps.ids.next('token'),
    owner: { kind: 'client', clientId: client.clientId },
    name: 'access token',
    scope,
    secretHash: deps.secrets.sha256(secret),
    issuedBy: null,
    createdAt: now,
    expiresAt: client.expiresAt < hence ? client.expiresAt : hence,
    revokedAt: null,
    version: 1,
  };
};

/** Stores a token on the condition that its client is what it was when it was judged. */
const storeToken = async (
  deps: Basics,
  client: ProgramClient,
  scope: ApiScope,
  from: string | null,
): Promise<AccessTokenAnswer | 'conflict'> => {
  const { clientId, version } = client;
  const secret = deps.secrets.token();
  const token = newToken(deps, client, scope, secret);
  const { tokenId, createdAt, expiresAt } = token;
  const after = { clientId, scope, expiresAt };
  const event = auditEvent(deps, callerOf(client, from), 'token.issued', { subjectId: tokenId, after });
  const { kind } = await deps.store.commit(
    [put(tokens, token, 'absent'), check(programClients, { clientId }, { version })],
    event,
  );
  if (kind === 'conflict') return kind;
  const expiresInSeconds = Math.floor(msBetween(createdAt, expiresAt) / 1000);
  return { kind: 'issued', accessToken: `sk_${tokenId}_${secret}`, scope, expiresInSeconds };
};

/**
 * Gives a program an access token for its credentials (client credentials grant, RFC 6749 §4.4). Failures are counted by network; what a
 * client that we know was refused is an audit event as well, also where only its id was right.
 */
export const issueAccessToken = async (
  deps: Basics,
  { credentials, scope: asked, from }: AccessTokenRequest,
): Promise<AccessTokenAnswer> => {
  if (credentials === null) return refuse(deps, from);
  return untilDone(async () => {
    const client = await findClient(deps, credentials);
    const fault = faultOf(deps, client, credentials);
    if (client === undefined) return refuse(deps, from);
    const deny = (reason: string) => {
      const caller = callerOf(client, from);
      return recordDenial(deps, { caller, identity: client.clientId, attempted: ATTEMPTED, reason });
    };
    if (fault !== null) {
      await deny(fault);
      return refuse(deps, from);
    }
    const scope = grantedScope(asked, client.scope);
    if (scope === undefined) {
      await deny('scope');
      return { kind: 'invalid-scope', widest: client.scope };
    }
    return storeToken(deps, client, scope, from);
  });
};
