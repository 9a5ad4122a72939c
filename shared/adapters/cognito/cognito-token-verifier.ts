import * as z from 'zod';
import type { PoolAccess, PoolTokenVerifier } from '../../ports/pool-token-verifier.ts';

/** What tokens of one user pool are judged by. */
export interface PoolSettings {
  /** e.g. `eu-central-1_AbCdEfGhI`; the issuer is made from it. */
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** Where the keys of pools are (RFC 7517): `/<userPoolId>/.well-known/jwks.json` follows. */
  readonly poolKeysUrl: string;
}

const instant = z.number().transform((seconds) => new Date(seconds * 1_000).toISOString());
const accessSchema = z.object({ iss: z.string(), sub: z.string().min(1), auth_time: instant, exp: instant });

/** Loaded with the first token of a pool: most requests come with a session or a token of ours. */
const makeVerifier = async ({ userPoolId, userPoolClientId: clientId, poolKeysUrl }: PoolSettings) => {
  const [{ CognitoJwtVerifier }, { poolKeys }] = await Promise.all([
    import('aws-jwt-verify'),
    import('./pool-keys.ts'),
  ]);
  return CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: null },
    { jwksCache: poolKeys(poolKeysUrl, userPoolId) },
  );
};

/** Whether a fault says that the token is bad, and not that its keys could not be had or read. */
const isBadToken = async (error: unknown): Promise<boolean> => {
  const { JwksValidationError, JwkValidationError, JwtBaseError } = await import('aws-jwt-verify/error');
  return (
    error instanceof JwtBaseError &&
    !(error instanceof JwksValidationError) &&
    !(error instanceof JwkValidationError)
  );
};

/**
 * Verifies tokens of a Cognito user pool with AWS's own library (https://github.com/awslabs/aws-jwt-verify): only asymmetric signatures
 * by a key of this pool, this pool as issuer, our client, the right use, and not expired.
 */
export class CognitoTokenVerifier implements PoolTokenVerifier {
  readonly #settings: PoolSettings;
  #made: ReturnType<typeof makeVerifier> | undefined;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  async verifyAccess(jwt: string): Promise<PoolAccess | undefined> {
    const { data } = accessSchema.safeParse(await this.claims(jwt, 'access'));
    if (data === undefined) return undefined;
    return { issuer: data.iss, subject: data.sub, authenticatedAt: data.auth_time, expiresAt: data.exp };
  }

  /** Claims of a good token of one use; undefined where it is none. */
  async claims(jwt: string, tokenUse: 'access' | 'id'): Promise<unknown> {
    try {
      const verifier = await (this.#made ??= makeVerifier(this.#settings));
      return await verifier.verify(jwt, { tokenUse });
    } catch (error) {
      if (await isBadToken(error)) return undefined;
      throw error;
    }
  }
}
