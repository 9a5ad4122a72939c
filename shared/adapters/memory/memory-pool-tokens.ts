import type { PoolAccess, PoolTokenVerifier } from '../../ports/pool-token-verifier.ts';

/** A user pool that knows which tokens it has given out. */
export class MemoryPoolTokens implements PoolTokenVerifier {
  readonly #given = new Map<string, PoolAccess>();

  /** Has a text be a good access token. */
  give(jwt: string, access: PoolAccess): void {
    this.#given.set(jwt, access);
  }

  verifyAccess(jwt: string): Promise<PoolAccess | undefined> {
    return Promise.resolve(this.#given.get(jwt));
  }
}
