import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../ports/surroundings.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Randomness and hashing by node:crypto. */
export class NodeSecrets implements Secrets {
  token(): string {
    return randomBytes(32).toString('base64url');
  }

  sha256(text: string): string {
    return digest(text).toString('hex');
  }

  /** Compares digests, which have one length whatever the texts have. */
  equal(a: string, b: string): boolean {
    return timingSafeEqual(digest(a), digest(b));
  }
}
