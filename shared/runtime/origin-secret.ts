import { createHash, timingSafeEqual } from 'node:crypto';
import { ORIGIN_SECRET_HEADER } from '../names.ts';

/** How long a read secret is good for, and how soon it is read again when a request does not match it (it may have been rotated). */
const KEEP_MS = 300_000;
const REREAD_AFTER_MS = 10_000;

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Checks that requests came through the one origin, which adds a secret header; compares in constant time. */
export const originCheck = (
  readSecret: () => Promise<string>,
  now: () => number = () => performance.now(),
) => {
  let known: { readonly hash: Buffer; readonly readAt: number } | undefined;
  const read = async (maxAgeMs: number): Promise<Buffer> => {
    if (known === undefined || now() - known.readAt > maxAgeMs)
      known = { hash: digest(await readSecret()), readAt: now() };
    return known.hash;
  };
  return async (headers: Readonly<Record<string, string>>): Promise<boolean> => {
    const given = headers[ORIGIN_SECRET_HEADER];
    if (given === undefined) return false;
    const hash = digest(given);
    return timingSafeEqual(hash, await read(KEEP_MS)) || timingSafeEqual(hash, await read(REREAD_AFTER_MS));
  };
};
