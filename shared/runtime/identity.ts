import type { Rights } from '../domain/rights.ts';
import type { ProgramClient, Token } from '../domain/token.ts';
import type { CustomRole } from '../domain/custom-role.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { ForbiddenError } from '../errors.ts';
import type { Caller } from '../use-cases/dependencies.ts';

/** What a user came with. */
export type Via =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'session'; readonly session: Session; readonly csrfToken: string }
  | { readonly kind: 'access-token' };

/** A user, with the custom role they have, if it is one. */
export interface UserAsker {
  readonly kind: 'user';
  readonly user: User;
  readonly customRole: CustomRole | null;
  readonly via: Via;
}

/** Who asks: a user, a program client of the organization, or a token of the organization's own. */
export type Asker =
  | UserAsker
  | { readonly kind: 'client'; readonly client: ProgramClient; readonly token: Token }
  | { readonly kind: 'organization-token'; readonly token: Token };

/** Who asks and what they may do, as the directory knows them at this moment. */
export interface Identity {
  readonly asker: Asker;
  readonly rights: Rights;
  readonly caller: Caller;
}

/** What an asker is known by: their own lists, exports and repeats are found by it. */
export const askerId = (asker: Asker): string => {
  switch (asker.kind) {
    case 'user':
      return asker.user.userId;
    case 'client':
      return asker.client.clientId;
    case 'organization-token':
      return asker.token.tokenId;
  }
};

/** The user who asks. Fault `ForbiddenError` where it is a program. */
export const userAsking = ({ asker }: Pick<Identity, 'asker'>): UserAsker => {
  if (asker.kind !== 'user')
    throw new ForbiddenError('This is for users only, not for programs.', 'users-only');
  return asker;
};
