import { msBetween } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type OAuthState, oauthStates } from '../../records/technical.ts';
import type { Basics } from '../dependencies.ts';

export type TakenState =
  | { readonly kind: 'taken'; readonly state: OAuthState; readonly codeVerifier: string }
  | { readonly kind: 'unknown-state' | 'other-browser' | 'replayed' | 'expired' };

/** Uses up the state a browser brings back from the vendor. Without its cookie nothing is used up, so nobody else can spoil it. */
export const takeState = async (
  deps: Basics,
  stateValue: string,
  cookie: string | undefined,
): Promise<TakenState> => {
  const state = await deps.store.get(oauthStates, { stateHash: deps.secrets.sha256(stateValue) });
  if (state === undefined) return { kind: 'unknown-state' };
  const { cookieHash, codeVerifier } = state;
  if (cookieHash === null || codeVerifier === null || cookie === undefined) return { kind: 'other-browser' };
  if (!deps.secrets.equal(cookieHash, deps.secrets.sha256(cookie))) return { kind: 'other-browser' };
  if (state.usedAt !== null) return { kind: 'replayed' };
  const now = deps.clock.now();
  if (msBetween(now, state.expiresAt) <= 0) return { kind: 'expired' };
  const used = { ...state, usedAt: now, version: state.version + 1 };
  const written = await deps.store.write([put(oauthStates, used, { version: state.version })]);
  return written.kind === 'done' ? { kind: 'taken', state: used, codeVerifier } : { kind: 'replayed' };
};
