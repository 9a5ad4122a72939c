import { randomBytes } from 'node:crypto';

/** What every scope of the stand-in opens; scopes of OAuth tokens are a selection. */
export const ALL_SCOPES = [
  'okta.users.read',
  'okta.apps.read',
  'okta.apps.manage',
  'okta.logs.read',
] as const;

export type Scope = (typeof ALL_SCOPES)[number];

/** An SSWS API token of an admin, or an OAuth access token of the org's authorization server. */
export interface Token {
  readonly id: string;
  readonly token: string;
  readonly kind: 'ssws' | 'bearer';
  readonly orgId: string;
  readonly scopes: readonly Scope[];
  /** Epoch milliseconds; absent: never. */
  readonly expiresAt: number | undefined;
  /** Share of each rate limit that the token may use, 1 for all of it. */
  readonly share: number;
  isRevoked: boolean;
}

const PREFIXES = { ssws: '00', bearer: 'eyJstandin.' } as const;

export class Tokens {
  #tokens: Token[] = [];
  #nextId = 1;

  /** Makes one, or replaces the one of the same text. */
  add(order: Omit<Token, 'id' | 'token' | 'isRevoked'> & { readonly token?: string | undefined }): Token {
    const token = order.token ?? `${PREFIXES[order.kind]}${randomBytes(20).toString('hex')}`;
    const made: Token = { ...order, token, id: `00T${this.#nextId++}`, isRevoked: false };
    this.#tokens = [...this.#tokens.filter((other) => other.token !== token), made];
    return made;
  }

  /** By the `Authorization` header, whether it is still good or not. */
  named(authorization: string | undefined): Token | undefined {
    const [scheme = '', text = ''] = (authorization ?? '').split(' ');
    return this.#tokens.find(({ kind, token }) => token === text && kind === scheme.toLowerCase());
  }

  /** By text or id. */
  find(key: string): Token | undefined {
    return this.#tokens.find(({ id, token }) => id === key || token === key);
  }

  list(): readonly Token[] {
    return this.#tokens;
  }
}
