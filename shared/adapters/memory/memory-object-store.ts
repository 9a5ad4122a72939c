import { plusMs } from '../../domain/time.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Clock } from '../../ports/surroundings.ts';

interface StoredObject {
  readonly body: Uint8Array;
  readonly contentType: string;
}

interface SignedAddress {
  readonly use: 'upload' | 'download';
  readonly key: string;
  readonly contentType: string | null;
  readonly fileName: string | null;
  readonly expiresAt: string;
}

/** Bytes of one chunk of a stream: small, so that tests meet lines and characters cut in two. */
const CHUNK_BYTES = 64 * 1024;

async function* chunksOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += CHUNK_BYTES) {
    await Promise.resolve();
    yield body.slice(start, start + CHUNK_BYTES);
  }
}

/** The object store in memory, for tests. Its signed addresses are no URLs one can fetch; {@link upload} and {@link download} use them. */
export class MemoryObjectStore implements ObjectStore {
  readonly #clock: Clock;
  readonly #objects = new Map<string, StoredObject>();
  readonly #addresses = new Map<string, SignedAddress>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async put(key: string, body: string | Uint8Array, contentType: string): Promise<void> {
    await Promise.resolve();
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
    this.#objects.set(key, { body: bytes, contentType });
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    await Promise.resolve();
    return this.#objects.get(key)?.body.slice();
  }

  async read(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const body = await this.get(key);
    return body === undefined ? undefined : chunksOf(body);
  }

  async list(prefix: string): Promise<string[]> {
    await Promise.resolve();
    return [...this.#objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  async remove(keys: readonly string[]): Promise<void> {
    await Promise.resolve();
    for (const key of keys) this.#objects.delete(key);
  }

  async signedUpload(key: string, contentType: string, expiresInSeconds: number): Promise<string> {
    const expiresAt = this.#in(expiresInSeconds);
    return this.#sign({ use: 'upload', key, contentType, fileName: null, expiresAt });
  }

  async signedDownload(key: string, expiresInSeconds: number, fileName?: string): Promise<string> {
    const expiresAt = this.#in(expiresInSeconds);
    return this.#sign({ use: 'download', key, contentType: null, fileName: fileName ?? null, expiresAt });
  }

  /** The `Content-Disposition` of a signed address; null where it has none. */
  savedAs(address: string): string | null {
    const fileName = this.#open(address, 'download')?.fileName ?? null;
    return fileName === null ? null : `attachment; filename="${fileName}"`;
  }

  /** PUTs to a signed address, as a browser would; the answer is an HTTP status. */
  async upload(address: string, body: string | Uint8Array, contentType: string): Promise<number> {
    const signed = this.#open(address, 'upload');
    if (signed?.contentType !== contentType) return 403;
    await this.put(signed.key, body, contentType);
    return 200;
  }

  /** GETs a signed address; undefined where it is refused or nothing is there. */
  async download(address: string): Promise<Uint8Array | undefined> {
    const signed = this.#open(address, 'download');
    return signed === undefined ? undefined : this.get(signed.key);
  }

  #in(seconds: number): string {
    return plusMs(this.#clock.now(), seconds * 1000);
  }

  async #sign(address: SignedAddress): Promise<string> {
    await Promise.resolve();
    const url = `https://objects.invalid/${address.key}?signature=${this.#addresses.size + 1}`;
    this.#addresses.set(url, address);
    return url;
  }

  #open(address: string, use: SignedAddress['use']): SignedAddress | undefined {
    const signed = this.#addresses.get(address);
    return signed?.use === use && this.#clock.now() < signed.expiresAt ? signed : undefined;
  }
}
