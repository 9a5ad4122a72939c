import { TextDecoder } from 'node:util';
import { ValidationError } from '../../errors.ts';

const MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** Bytes of the longest byte order mark. */
const MARK_BYTES = 3;

/** The encoding that a file's first bytes say, or UTF-8 (Unicode standard §23.8, byte order mark). */
const encodingOf = (head: Uint8Array): string =>
  MARKS.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.encoding ?? 'utf-8';

/** Chunks of which the first holds at least the byte order mark, where there are that many bytes. */
async function* withWholeMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array();
  for await (const chunk of bytes) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Uint8Array.from([...head, ...chunk.subarray(0, MARK_BYTES)]);
    if (head.length < MARK_BYTES) continue;
    yield head;
    head = null;
    yield chunk.subarray(MARK_BYTES);
  }
  if (head !== null) yield head;
}

/** Text of one chunk; a NUL never stands in a text file. */
const decode = (decoder: TextDecoder, chunk: Uint8Array | undefined): string => {
  let text: string;
  try {
    text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    text = '\0';
  }
  if (text.includes('\0'))
    throw new ValidationError('The file is not text in UTF-8 or UTF-16. Save it as "CSV UTF-8".');
  return text;
};

/**
 * Bytes as text with line feeds as its only line ends, a chunk at a time: UTF-8, or UTF-16 by its byte order mark, which is left
 * out. Throws `ValidationError` where the bytes are no such text.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  // A carriage return at the end of a chunk may be the first half of a line end.
  let held = '';
  for await (const chunk of withWholeMark(bytes)) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    const text = held + decode(decoder, chunk);
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    if (whole !== '') yield whole.replace(/\r\n?/g, '\n');
  }
  if (decoder === null) return;
  const last = held + decode(decoder, undefined);
  if (last !== '') yield last.replace(/\r\n?/g, '\n');
}
