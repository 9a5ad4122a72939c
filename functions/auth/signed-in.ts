import type { HttpRequest } from '../../shared/runtime/http.ts';
import type { UserAsker, Via } from '../../shared/runtime/identity.ts';
import { lookUp } from '../../shared/runtime/known-credentials.ts';
import { type PresentedSession, presentedSession } from '../../shared/runtime/session-cookie.ts';
import type { Rights } from '../../shared/domain/rights.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import type { AuthNeeds } from './auth-dependencies.ts';

/** Somebody whose browser is signed in, as the directory knows them at this moment. */
export interface SignedIn {
  readonly asker: UserAsker;
  readonly via: Extract<Via, { kind: 'session' }>;
  readonly rights: Rights;
  readonly caller: Caller;
  readonly presented: PresentedSession;
}

/** Who is signed in in the browser that asks; undefined where its session is none, or none any more. Nothing of it is remembered. */
export const signedIn = async (deps: AuthNeeds, request: HttpRequest): Promise<SignedIn | undefined> => {
  const presented = presentedSession(request, deps.settings.publicOrigin);
  if (presented === undefined) return undefined;
  const known = await lookUp(deps, { kind: 'session', ...presented });
  const isProved = deps.secrets.equal(known?.secretHash ?? '', deps.secrets.sha256(presented.secret));
  if (known === undefined || !isProved) return undefined;
  const { asker, rights, actor } = known;
  if (known.fault !== null || known.validUntil <= deps.clock.now()) return undefined;
  if (asker.kind !== 'user' || asker.via.kind !== 'session') return undefined;
  return { asker, via: asker.via, rights, caller: { actor, from: request.from }, presented };
};
