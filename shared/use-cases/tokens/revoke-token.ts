import type { Token } from '../../domain/token.ts';
import { NotFoundError } from '../../errors.ts';
import { tokens } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';

interface Revocation {
  readonly tokenId: string;
  /** Whether it is a token of whom the request is about; any other is not there. */
  readonly isTheirs: (token: Token) => boolean;
  readonly missing: string;
  /** What the audit event says of its owner. */
  readonly after: Readonly<Record<string, string>>;
}

const revoke = async (deps: Basics, caller: Caller, revocation: Revocation): Promise<Token> =>
  untilDone(async () => {
    const { tokenId, isTheirs, missing, after } = revocation;
    const token = await deps.store.get(tokens, { tokenId });
    if (token === undefined || !isTheirs(token)) throw new NotFoundError(missing);
    if (token.revokedAt !== null) return token;
    const revoked: Token = { ...token, revokedAt: deps.clock.now(), version: token.version + 1 };
    const event = auditEvent(deps, caller, 'token.revoked', { subjectId: tokenId, after });
    const { kind } = await deps.store.commit([put(tokens, revoked, { version: token.version })], event);
    return kind === 'done' ? revoked : kind;
  });

/** Revokes a user's token for good. Revoking one again changes nothing. Fault `NotFoundError`. */
export const revokeToken = (
  deps: Basics,
  caller: Caller,
  { userId, tokenId }: { readonly userId: string; readonly tokenId: string },
): Promise<Token> =>
  revoke(deps, caller, {
    tokenId,
    isTheirs: ({ owner }) => owner.kind === 'user' && owner.userId === userId,
    missing: `This user has no token ${tokenId}.`,
    after: { userId },
  });

/** Revokes a SCIM token of the organization for good; its slot is free from then on. Revoking one again changes nothing. Fault `NotFoundError`. */
export const revokeScimToken = (deps: Basics, caller: Caller, tokenId: string): Promise<Token> =>
  revoke(deps, caller, {
    tokenId,
    isTheirs: ({ owner }) => owner.kind === 'organization',
    missing: `There is no SCIM token ${tokenId}.`,
    after: { scope: 'scim' },
  });
