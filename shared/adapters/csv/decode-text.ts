import { TextDecoder } from 'node:util';

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

/** Stands for what is no text: a NUL never stands in a text file. */
export const NO_TEXT = '\0';

/** Decodes a stream, and where its bytes are no text marks the place, which a decoder that throws does not tell. */
class MarkingDecoder {
  readonly #strict: TextDecoder;
  readonly #lenient: TextDecoder;
  #failed = false;

  constructor(encoding: string) {
    this.#strict = new TextDecoder(encoding, { fatal: true });
    this.#lenient = new TextDecoder(encoding);
  }

  /** The text of a chunk; without one, of what is left. */
  decode(chunk?: Uint8Array): string {
    const bytes = chunk ?? new Uint8Array();
    const options = { stream: chunk !== undefined };
    const lenient = this.#lenient.decode(bytes, options);
    if (!this.#failed)
      try {
        return this.#strict.decode(bytes, options);
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        this.#failed = true;
      }
    return lenient.replaceAll('\uFFFD', NO_TEXT);
  }
}

/**
 * Bytes as text with line feeds as its only line ends, a chunk at a time: UTF-8, or UTF-16 by its byte order mark, which is left
 * out. What is no such text is {@link NO_TEXT}.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: MarkingDecoder | null = null;
  // A carriage return at the end of a chunk may be the first half of a line end.
  let held = '';
  for await (const chunk of withWholeMark(bytes)) {
    decoder ??= new MarkingDecoder(encodingOf(chunk));
    const text = held + decoder.decode(chunk);
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    if (whole !== '') yield whole.replace(/\r\n?/g, '\n');
  }
  if (decoder === null) return;
  const last = held + decoder.decode();
  if (last !== '') yield last.replace(/\r\n?/g, '\n');
}
