import { SignJWT, errors, jwtVerify } from 'jose';
import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { msBetween } from '../../domain/time.ts';
import type { AnswerLinkClaims, LinkReading, LinkSigner } from '../../ports/link-signer.ts';
import type { Clock } from '../../ports/surroundings.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

const ALGORITHM = 'HS256';
const AUDIENCE = 'answer';

/** A key is at least as long as the hash (RFC 7518 §3.2). */
const MIN_KEY_BYTES = 32;

/** `exp` is in seconds and may have a fraction (RFC 7519 §2, NumericDate): here to the millisecond. */
const claimsSchema = z
  .object({ runId: idSchema('run'), accountId: idSchema('account'), exp: z.number() })
  .transform(({ runId, accountId, exp }): AnswerLinkClaims => ({
    runId,
    accountId,
    expiresAt: new Date(Math.round(exp * 1000)).toISOString(),
  }));

const loadKey = async (readKey: () => Promise<string>): Promise<Uint8Array> => {
  const key = new TextEncoder().encode(await readKey());
  if (key.length < MIN_KEY_BYTES)
    throw new RangeError(`The key of links must have ${MIN_KEY_BYTES} bytes or more.`);
  return key;
};

/**
 * Signs answer links as JWTs for the audience `answer`, with one algorithm and no other (RFC 8725 §3.1). The key is read when it is
 * first needed, and kept; fault `RangeError` where it is too short.
 */
export class JoseLinkSigner implements LinkSigner {
  readonly #key: () => Promise<Uint8Array>;
  readonly #clock: Clock;

  constructor(readKey: () => Promise<string>, clock: Clock) {
    this.#key = onFirstUse(() => loadKey(readKey));
    this.#clock = clock;
  }

  async sign({ runId, accountId, expiresAt }: AnswerLinkClaims): Promise<string> {
    return new SignJWT({ runId, accountId, exp: Date.parse(expiresAt) / 1000 })
      .setProtectedHeader({ alg: ALGORITHM })
      .setAudience(AUDIENCE)
      .sign(await this.#key());
  }

  async read(token: string): Promise<LinkReading> {
    const payload = await this.#verified(token);
    const { success, data: claims } = claimsSchema.safeParse(payload);
    if (!success) return { kind: 'invalid' };
    return { kind: msBetween(this.#clock.now(), claims.expiresAt) > 0 ? 'valid' : 'expired', claims };
  }

  /** The payload of a link of ours, expired or not. The signature is checked before the time is. */
  async #verified(token: string): Promise<unknown> {
    const key = await this.#key();
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return error.payload;
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
