import type { IdKind } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';

/** The present moment. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms`; tests move their clock instead of waiting. */
  sleep(ms: number): Promise<void>;
}

/** New ids, UUIDv7 with the prefix of their kind: later ones sort later. */
export interface IdSource {
  next(kind: IdKind): string;
}

/** Randomness and hashing, passed in so that a test can repeat them. */
export interface Secrets {
  /** 32 random bytes, base64url (RFC 4648 §5). */
  token(): string;
  /** SHA-256 of a UTF-8 text, hex. */
  sha256(text: string): string;
  /** Compares two texts in time that does not depend on where they differ. */
  equal(a: string, b: string): boolean;
}

/** A hash made over lines as they come, so that memory does not grow with their number. */
export interface LineHash {
  add(line: string): void;
  /** SHA-256 of all lines, each ended by a line feed, hex. Ends the hash. */
  digest(): string;
}

/** Starts line hashes. */
export interface LineHasher {
  start(): LineHash;
}
