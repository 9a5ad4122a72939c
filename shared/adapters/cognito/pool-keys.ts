import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { makeGuardedFetch } from '../http/guarded-fetch.ts';

const TIMEOUT_MS = 3_000;
/** Two keys are some 1 kB. */
const MAX_BYTES = 65_536;

/** The keys of a user pool could not be had. */
export class PoolKeysError extends Error {
  override readonly name = 'PoolKeysError';
}

/**
 * The public keys of one user pool (RFC 7517), read from the address in the settings when a token names a key that is not known yet,
 * and kept. After a key that the pool does not have, the library waits 10 s before it asks again.
 */
export const poolKeys = (keysUrl: string, userPoolId: string): SimpleJwksCache => {
  const address = new URL(`${keysUrl}/${userPoolId}/.well-known/jwks.json`);
  const get = makeGuardedFetch({
    allowedHosts: [address.hostname],
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  const fetch = async (): Promise<ArrayBuffer> => {
    const response = await get(address, { method: 'GET' });
    if (response.status !== 200)
      throw new PoolKeysError(`The keys of the user pool answered ${String(response.status)}.`);
    return response.arrayBuffer();
  };
  return new SimpleJwksCache({ fetcher: { fetch } });
};
