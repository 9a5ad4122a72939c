import { ValidationError } from '../../errors.ts';

/** Bytes of a file that comes as an object: what one call reads within its time; 100,000 people are about 12 MB, with many custom fields 50 MB. */
const MAX_FILE_BYTES = 50_000_000;

/** Refuses to go on reading beyond the limit: who may put an object can't be held down to a size. */
export async function* limitedBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of bytes) {
    read += chunk.length;
    if (read > MAX_FILE_BYTES) throw new ValidationError(`The file has more than ${MAX_FILE_BYTES} bytes.`);
    yield chunk;
  }
}
