import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { ValidationError } from '../errors.ts';

/** Bytes of a cursor's seal: 128 bits can't be guessed, and a wrong guess gains only a place in a list the asker may read. */
const SEAL_BYTES = 16;

/** How long the key is kept in the process. */
const KEEP_MS = 300_000;

const refused = () =>
  new ValidationError('The cursor is not one of this list.', [
    { field: 'cursor', rule: 'must be the nextCursor of a page of this list with the same filters' },
  ]);

/**
 * Cursors of lists: opaque, sealed, and bound to the list (its operation, path values and filters), so that one of another list is
 * refused instead of read as a place in this one. The key is derived from a secret of the stage (RFC 5869).
 */
export const makeCursors = (readSecret: () => Promise<string>) => {
  let known: { readonly key: Buffer; readonly readAt: number } | undefined;
  const keyNow = async (): Promise<Buffer> => {
    if (known === undefined || performance.now() - known.readAt > KEEP_MS) {
      const key = hkdfSync('sha256', await readSecret(), '', 'seatkeeper list cursor', 32);
      known = { key: Buffer.from(key), readAt: performance.now() };
    }
    return known.key;
  };
  const seal = async (list: string, position: string): Promise<Buffer> => {
    return createHmac('sha256', await keyNow())
      .update(JSON.stringify([list, position]))
      .digest()
      .subarray(0, SEAL_BYTES);
  };
  return {
    /** The cursor of a position in a list. */
    async close(list: string, position: string): Promise<string> {
      const sealed = await seal(list, position);
      return `${Buffer.from(position, 'utf8').toString('base64url')}.${sealed.toString('base64url')}`;
    },
    /** The position a cursor stands for; `ValidationError` where it is altered or of another list. */
    async open(list: string, cursor: string): Promise<string> {
      const [text = '', given = ''] = cursor.split('.');
      const position = Buffer.from(text, 'base64url').toString('utf8');
      const sealed = Buffer.from(given, 'base64url');
      const wanted = await seal(list, position);
      if (sealed.length !== wanted.length || !timingSafeEqual(sealed, wanted)) throw refused();
      return position;
    },
  };
};

export type Cursors = ReturnType<typeof makeCursors>;
