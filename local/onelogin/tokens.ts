import { randomBytes } from 'node:crypto';
import type { Credential, Scope } from './company-file.ts';

export interface Token {
  readonly accountId: number;
  readonly clientId: string;
  readonly scope: Scope;
  readonly access: string;
  readonly refresh: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Access tokens by client: the same one is given until it expires or is revoked, as "Generate Tokens" says. */
export class Tokens {
  readonly #byClient = new Map<string, Token>();

  issue(
    accountId: number,
    { clientId, scope }: Pick<Credential, 'clientId' | 'scope'>,
    now: number,
    seconds: number,
  ): Token {
    const known = this.#byClient.get(clientId);
    if (known !== undefined && now < known.expiresAt) return known;
    const token = {
      accountId,
      clientId,
      scope,
      access: randomBytes(32).toString('hex'),
      refresh: randomBytes(32).toString('hex'),
      createdAt: now,
      expiresAt: now + seconds * 1000,
    };
    this.#byClient.set(clientId, token);
    return token;
  }

  /** Undefined for a token that is unknown, expired or revoked. */
  find(access: string, now: number): Token | undefined {
    return [...this.#byClient.values()].find((token) => token.access === access && now < token.expiresAt);
  }

  revoke(access: string): boolean {
    const token = [...this.#byClient.values()].find((known) => known.access === access);
    return token !== undefined && this.#byClient.delete(token.clientId);
  }

  clear(): void {
    this.#byClient.clear();
  }
}
