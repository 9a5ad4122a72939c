import type { ImportKind } from '../../domain/import.ts';
import { ValidationError } from '../../errors.ts';
import { streamedKind } from './kinds/import-kinds.ts';

/** Bytes of a file that comes as an object: what one call reads within its time; 100,000 people are about 12 MB, with many custom fields 50 MB. */
const MAX_FILE_BYTES = 50_000_000;

/** Bytes of a file that is read a part at a time: a million rows of 200 bytes. */
const MAX_STREAMED_BYTES = 200_000_000;

/** Bytes that a file of a kind may have as an object. */
export const mostBytes = (kind: ImportKind): number =>
  streamedKind(kind) === undefined ? MAX_FILE_BYTES : MAX_STREAMED_BYTES;

/** Refuses to go on reading beyond the limit: who may put an object can't be held down to a size. */
export async function* limitedBytes(
  bytes: AsyncIterable<Uint8Array>,
  kind: ImportKind,
): AsyncGenerator<Uint8Array> {
  const most = mostBytes(kind);
  let read = 0;
  for await (const chunk of bytes) {
    read += chunk.length;
    if (read > most) throw new ValidationError(`The file has more than ${most} bytes.`);
    yield chunk;
  }
}
