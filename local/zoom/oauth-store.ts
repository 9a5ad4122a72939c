import { randomBytes } from 'node:crypto';

/** An app registered on the marketplace of the stand-in. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** All the app may be granted. */
  readonly scopes: readonly string[];
  /** Zoom accounts that may install it. */
  readonly accountIds: readonly string[];
  /** Who is signed in to Zoom when the consent page opens. */
  readonly signedInAs: string;
  readonly eventUrl: string | undefined;
  readonly secretToken: string;
  readonly disabled: boolean;
}

/** One consent; all its tokens die together. */
export interface Grant {
  readonly clientId: string;
  readonly accountId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  revoked: boolean;
}

export interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly expiresAt: number;
}

interface AccessToken {
  readonly grant: Grant;
  readonly expiresAt: number;
}

interface RefreshToken {
  readonly grant: Grant;
  readonly expiresAt: number;
  usedAt: number | undefined;
}

/** Opaque on purpose: a client must not read anything from a token. */
function secret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

export class OAuthStore {
  readonly apps = new Map<string, OAuthApp>();
  readonly #codes = new Map<string, Code>();
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();
  readonly #grants: Grant[] = [];

  addGrant(grant: Grant): void {
    this.#grants.push(grant);
  }

  revokeGrants(isMeant: (grant: Grant) => boolean): void {
    for (const grant of this.#grants) if (isMeant(grant)) grant.revoked = true;
  }

  issueCode(code: Code): string {
    const text = secret('c');
    this.#codes.set(text, code);
    return text;
  }

  /** A code is gone after the first look, whatever comes of it. */
  takeCode(text: string): Code | undefined {
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    return code;
  }

  issueTokens(
    grant: Grant,
    accessExpiresAt: number,
    refreshExpiresAt: number,
  ): { access: string; refresh: string } {
    const access = secret('a');
    const refresh = secret('r');
    this.#access.set(access, { grant, expiresAt: accessExpiresAt });
    this.#refresh.set(refresh, { grant, expiresAt: refreshExpiresAt, usedAt: undefined });
    return { access, refresh };
  }

  accessToken(text: string): AccessToken | undefined {
    return this.#access.get(text);
  }

  refreshToken(text: string): RefreshToken | undefined {
    return this.#refresh.get(text);
  }

  /** Makes one access token invalid; the refresh token lives on. */
  dropAccessToken(text: string): void {
    this.#access.delete(text);
  }
}
