import { createHash } from 'node:crypto';
import type { PoolPerson } from '../../domain/pool-person.ts';
import type { Exchanged, ReturnedCode, SignInPool, SignInRequest } from '../../ports/sign-in-pool.ts';

const PAGES = 'https://pool.test';

interface Given {
  readonly person: PoolPerson;
  readonly nonce: string;
  readonly codeChallenge: string;
}

/** A user pool for tests: whoever its page is told signs in, and each code works once. */
export class MemorySignInPool implements SignInPool {
  readonly #codes = new Map<string, Given>();
  #given = 0;
  /** Set while the pool does not answer. */
  down = false;

  signInUrl({ state, nonce, codeChallenge }: SignInRequest): string {
    const query = new URLSearchParams({ state, nonce, code_challenge: codeChallenge });
    return `${PAGES}/oauth2/authorize?${query.toString()}`;
  }

  signOutUrl(): string {
    return `${PAGES}/logout`;
  }

  /** Somebody signs in at the page of an address: the code that their browser brings back. */
  enter(signInUrl: string, person: PoolPerson): string {
    const { searchParams } = new URL(signInUrl);
    this.#given += 1;
    const code = `code-${String(this.#given)}`;
    this.#codes.set(code, {
      person,
      nonce: searchParams.get('nonce') ?? '',
      codeChallenge: searchParams.get('code_challenge') ?? '',
    });
    return code;
  }

  async exchange({ code, codeVerifier, nonce }: ReturnedCode): Promise<Exchanged> {
    await Promise.resolve();
    if (this.down) return { kind: 'unavailable' };
    const given = this.#codes.get(code);
    const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
    if (given?.codeChallenge !== challenge) return { kind: 'refused', error: 'invalid_grant' };
    this.#codes.delete(code);
    return given.nonce === nonce
      ? { kind: 'person', person: given.person }
      : { kind: 'refused', error: 'bad_answer' };
  }
}
