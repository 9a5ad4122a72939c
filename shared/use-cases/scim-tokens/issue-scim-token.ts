import { plus } from '../../domain/time.ts';
import type { Token } from '../../domain/token.ts';
import { ConflictError } from '../../errors.ts';
import { SCIM_TOKEN_SLOTS, organizationTokens, scimTokenSlots, tokens } from '../../records/access.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import type { IssuedToken } from '../tokens/issue-token.ts';
import { userOf } from '../user-of.ts';
import { untilDone } from '../until-done.ts';
import { type Slot, readSlots } from './token-slots.ts';

const tooMany = (slots: readonly Slot[]): ConflictError => {
  const names = slots.flatMap(({ token }) => (token === null ? [] : [`“${token.name}” (${token.tokenId})`]));
  return new ConflictError(
    'too-many-scim-tokens',
    `${names.join(' and ')} are active, and there may be ${String(SCIM_TOKEN_SLOTS.length)} at a time. Revoke one first.`,
  );
};

/** Puts a token into a slot, on the condition that nobody else took the slot since it was read. */
const take = ({ slot, version }: Slot, tokenId: string): Change =>
  put(scimTokenSlots, { slot, tokenId, version: version + 1 }, version === 0 ? 'absent' : { version });

/**
 * Issues a token for the SCIM service to the organization; it outlives the user who makes it. At most two are active at a time, so that
 * one can be put in the other's place without a gap. Needs `tokens.write`. Fault `ConflictError` (`too-many-scim-tokens`).
 */
export const issueScimToken = async (
  deps: Basics,
  caller: Caller,
  { name, expiresInDays }: Pick<Token, 'name'> & { readonly expiresInDays: number },
): Promise<IssuedToken> =>
  untilDone(async () => {
    const now = deps.clock.now();
    const slots = await readSlots(deps, now);
    const free = slots.find(({ token }) => token === null);
    if (free === undefined) throw tooMany(slots);
    const secret = deps.secrets.token();
    const record: Token = {
      tokenId: deps.ids.next('token'),
      owner: { kind: 'organization' },
      name,
      scope: 'scim',
      secretHash: deps.secrets.sha256(secret),
      issuedBy: userOf(caller),
      createdAt: now,
      expiresAt: plus(now, `P${String(expiresInDays)}D`),
      revokedAt: null,
      version: 1,
    };
    const { tokenId, scope, expiresAt } = record;
    const { kind } = await deps.store.commit(
      [put(tokens, record, 'absent'), put(organizationTokens, { tokenId }, 'absent'), take(free, tokenId)],
      auditEvent(deps, caller, 'token.issued', { subjectId: tokenId, after: { scope, expiresAt } }),
    );
    return kind === 'done' ? { record, token: `sk_${tokenId}_${secret}` } : kind;
  });
