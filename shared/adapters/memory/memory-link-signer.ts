import { msBetween } from '../../domain/time.ts';
import type { AnswerLinkClaims, LinkReading, LinkSigner } from '../../ports/link-signer.ts';
import type { Clock } from '../../ports/surroundings.ts';

/** The link signer in memory, for tests: it knows the links it has signed, and no others. */
export class MemoryLinkSigner implements LinkSigner {
  readonly #clock: Clock;
  readonly #signed = new Map<string, AnswerLinkClaims>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async sign(claims: AnswerLinkClaims): Promise<string> {
    await Promise.resolve();
    const token = `link-${claims.runId}-${claims.accountId}-${this.#signed.size + 1}`;
    this.#signed.set(token, { ...claims });
    return token;
  }

  async read(token: string): Promise<LinkReading> {
    await Promise.resolve();
    const claims = this.#signed.get(token);
    if (claims === undefined) return { kind: 'invalid' };
    return { kind: msBetween(this.#clock.now(), claims.expiresAt) > 0 ? 'valid' : 'expired', claims };
  }
}
