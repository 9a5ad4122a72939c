import type { Permission } from '../domain/permission.ts';
import { may } from '../domain/rights.ts';
import type { Instant } from '../domain/time.ts';
import { ForbiddenError, TooManyRequestsError, UnauthenticatedError } from '../errors.ts';
import type { Clock } from '../ports/surroundings.ts';
import type { Denial } from '../use-cases/access/record-denial.ts';
import type { FailureVerdict } from '../use-cases/access/count-failure.ts';
import type { Caller } from '../use-cases/dependencies.ts';
import type { UsedCredential } from '../use-cases/tokens/record-use.ts';
import { type Presented, presentedBy } from './credentials.ts';
import { CSRF_HEADER, assertMeant } from './csrf.ts';
import type { HttpRequest } from './http.ts';
import type { Identity } from './identity.ts';
import { type CredentialDependencies, type Known, lookUp } from './known-credentials.ts';
import { ShortMemory } from './short-memory.ts';

export interface AuthenticationDependencies extends CredentialDependencies {
  readonly clock: Clock;
  readonly settings: { readonly publicOrigin: string };
  /** Records what a known identity was refused. */
  readonly recordDenial: (denial: Denial) => Promise<void>;
  /** Counts a failure of somebody unknown, and says whether their network had too many. */
  readonly countFailure: (from: string | null) => Promise<FailureVerdict>;
  /** Keeps when a token or program client was last used, to the hour. */
  readonly recordUse: (used: UsedCredential) => Promise<void>;
}

/** What a request needs to be let in. `attempted` names it in the audit event of a denial. */
export interface Need {
  /** Null where the scope of the token says it all. */
  readonly permission: Permission | null;
  readonly access: 'read' | 'write';
  /** The SCIM service, which takes tokens for SCIM alone; left out for every other door, which takes none of them. */
  readonly door?: 'scim';
  /** Whether credentials and rights must be read anew for a read, too. */
  readonly fresh?: boolean;
  readonly attempted: string;
}

type Asking = Pick<HttpRequest, 'headers' | 'cookies' | 'from'>;

const unknownAsker = () =>
  new UnauthenticatedError('Sign in, or send a valid token: Authorization: Bearer sk_…');

const memoryKey = (deps: AuthenticationDependencies, presented: Presented): string => {
  switch (presented.kind) {
    case 'token':
      return `${presented.tokenId} ${deps.secrets.sha256(presented.secret)}`;
    case 'session':
      return `${presented.sessionId} ${deps.secrets.sha256(presented.secret)}`;
    case 'access-token':
      return deps.secrets.sha256(presented.jwt);
    case 'nothing':
      return '';
  }
};

/** The secret that came is the one that was given out; its comparison is made for unknown ids too, so that its time tells nothing. */
const isProved = (
  deps: AuthenticationDependencies,
  presented: Presented,
  known: Known | undefined,
): boolean => {
  if (presented.kind === 'nothing') return false;
  if (presented.kind === 'access-token') return known !== undefined;
  return deps.secrets.equal(known?.secretHash ?? '', deps.secrets.sha256(presented.secret));
};

const faultAt = (known: Known, now: Instant): string | null =>
  known.fault ?? (known.validUntil <= now ? 'expired' : null);

/** Why the scope of what was sent does not let a request pass; null where it does. A token for SCIM opens the SCIM service only, and nothing else opens that. */
const scopeFault = ({ scope }: Known, { access, door }: Need): string | null => {
  if (door === 'scim')
    return scope === 'scim' ? null : 'The SCIM service takes a token for SCIM, and no other credentials.';
  if (scope === 'scim') return 'This token opens the SCIM service, and nothing else.';
  return access === 'write' && scope === 'read' ? 'This token may only read.' : null;
};

/**
 * Lets a request in, or throws: 401 without good credentials of somebody active, 403 where their token's scope, their role or the
 * cross-site check does not let this pass, 429 where their network has failed too often. Credentials are read consistently; for reads
 * they may be up to 30 s old.
 */
export const makeAuthenticate = (deps: AuthenticationDependencies) => {
  const memory = new ShortMemory<Known>(deps.clock);
  const { publicOrigin } = deps.settings;

  const load = async (presented: Presented, { access, fresh }: Need): Promise<Known | undefined> => {
    const key = memoryKey(deps, presented);
    const remembered = access === 'read' && fresh !== true ? memory.get(key) : undefined;
    if (remembered !== undefined) return remembered;
    const known = await lookUp(deps, presented);
    if (known !== undefined) memory.set(key, known);
    return known;
  };

  const refuseUnknown = async (from: string | null): Promise<never> => {
    const verdict = await deps.countFailure(from);
    if (verdict.kind === 'too-many')
      throw new TooManyRequestsError(
        'Too many failed attempts from your network. Wait before the next one.',
        verdict.retryAfterSeconds,
      );
    throw unknownAsker();
  };

  return async (request: Asking, need: Need): Promise<Identity> => {
    const presented = presentedBy(request, publicOrigin);
    const known = await load(presented, need);
    if (known === undefined || !isProved(deps, presented, known)) return refuseUnknown(request.from);
    const { asker, rights, actor } = known;
    const caller: Caller = { actor, from: request.from };
    const deny = (reason: string) =>
      deps.recordDenial({ caller, identity: known.identity, attempted: need.attempted, reason });

    const fault = faultAt(known, deps.clock.now());
    if (fault !== null) {
      await deny(fault);
      throw unknownAsker();
    }
    if (presented.kind === 'session' && need.access === 'write')
      try {
        assertMeant(deps.secrets, request, request.headers[CSRF_HEADER], {
          sessionSecret: presented.secret,
          publicOrigin,
        });
      } catch (error) {
        await deny('csrf');
        throw error;
      }
    const outOfScope = scopeFault(known, need);
    if (outOfScope !== null) {
      await deny('token-scope');
      throw new ForbiddenError(outOfScope, 'token-scope');
    }
    if (need.permission !== null && !may(rights, need.permission)) {
      await deny('permission');
      throw new ForbiddenError(`You do not hold the right ${need.permission}.`, 'permission');
    }
    if (known.used !== null) await deps.recordUse(known.used);
    return { asker, rights, caller };
  };
};

export type Authenticate = ReturnType<typeof makeAuthenticate>;
