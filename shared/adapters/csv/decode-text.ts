import { Buffer, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Stands for what is no text: a NUL never stands in a text file. */
export const NO_TEXT = '\0';

/** What a decoder writes for bytes that are no text; a file may also hold it as a character of its own. */
const REPLACEMENT = '\uFFFD';

/** Decodes a stream, and where its bytes are no text marks the place, which a decoder that throws does not tell. */
interface Decoder {
  /** The text of a chunk; without one, of what is left. */
  decode(chunk?: Uint8Array): string;
}

/** Bytes at the end of a chunk that begin a character of UTF-8 which the next chunk goes on with (RFC 3629 §3). */
const pendingBytes = (chunk: Uint8Array): number => {
  for (let back = 1; back <= 3; back += 1) {
    const byte = chunk.at(-back) ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
};

/** Decodes whole characters of UTF-8 at a time, which takes a fifth of what a decoder of streams takes. */
class Utf8Decoder implements Decoder {
  #pending: Uint8Array = new Uint8Array();

  decode(chunk?: Uint8Array): string {
    const bytes = this.#pending.length === 0 ? (chunk ?? this.#pending) : this.#joined(chunk);
    const whole = chunk === undefined ? bytes.length : bytes.length - pendingBytes(bytes);
    this.#pending = bytes.slice(whole);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, whole);
    return isUtf8(text) ? text.toString('utf8') : text.toString('utf8').replaceAll(REPLACEMENT, NO_TEXT);
  }

  #joined(chunk: Uint8Array = new Uint8Array()): Uint8Array {
    const joined = new Uint8Array(this.#pending.length + chunk.length);
    joined.set(this.#pending);
    joined.set(chunk, this.#pending.length);
    return joined;
  }
}

/** Decodes UTF-16: strictly, until something is no text. */
class Utf16Decoder implements Decoder {
  readonly #strict: TextDecoder;
  readonly #lenient: TextDecoder;
  #failed = false;

  constructor(encoding: 'utf-16le' | 'utf-16be') {
    this.#strict = new TextDecoder(encoding, { fatal: true });
    this.#lenient = new TextDecoder(encoding);
  }

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
    return lenient.replaceAll(REPLACEMENT, NO_TEXT);
  }
}

/** Byte order marks (Unicode standard §23.8). */
const UTF8_MARK = [0xef, 0xbb, 0xbf] as const;
const UTF16_MARKS = [
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** Bytes of the longest byte order mark. */
const MARK_BYTES = 3;

const startsWith = (head: Uint8Array, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

const decoderFor = (head: Uint8Array): Decoder => {
  const utf16 = UTF16_MARKS.find(({ bytes }) => startsWith(head, bytes));
  return utf16 === undefined ? new Utf8Decoder() : new Utf16Decoder(utf16.encoding);
};

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

/**
 * Bytes as text with line feeds as its only line ends, a chunk at a time: UTF-8, or UTF-16 by its byte order mark, which is left
 * out. What is no such text is {@link NO_TEXT}.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: Decoder | null = null;
  // A carriage return at the end of a chunk may be the first half of a line end.
  let held = '';
  for await (const chunk of withWholeMark(bytes)) {
    const begins = decoder === null && startsWith(chunk, UTF8_MARK);
    decoder ??= decoderFor(chunk);
    const text = held + decoder.decode(begins ? chunk.subarray(UTF8_MARK.length) : chunk);
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    if (whole !== '') yield withLineFeeds(whole);
  }
  if (decoder === null) return;
  const last = held + decoder.decode();
  if (last !== '') yield withLineFeeds(last);
}

const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
