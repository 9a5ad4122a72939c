import type { MultipartStore, WrittenPart } from '../../ports/multipart-store.ts';
import type { MemoryObjectStore } from './memory-object-store.ts';

/** Bytes of every part but the last, and the highest part number (Amazon S3 user guide, "Multipart upload limits"). */
const LEAST_PART_BYTES = 5 * 1024 * 1024;
const HIGHEST_NUMBER = 10_000;

interface Upload {
  readonly key: string;
  readonly contentType: string;
  readonly parts: Map<number, { readonly tag: string; readonly body: Uint8Array }>;
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** Multipart uploads in memory, for tests: what is completed is an object of the given store. `open` counts uploads that are not. */
export class MemoryMultipartStore implements MultipartStore {
  readonly #objects: MemoryObjectStore;
  readonly #uploads = new Map<string, Upload>();
  #made = 0;

  constructor(objects: MemoryObjectStore) {
    this.#objects = objects;
  }

  /** Uploads that were begun and neither completed nor thrown away. */
  get open(): number {
    return this.#uploads.size;
  }

  async begin(key: string, contentType: string): Promise<string> {
    await Promise.resolve();
    this.#made += 1;
    const uploadId = `upload-${this.#made}`;
    this.#uploads.set(uploadId, { key, contentType, parts: new Map() });
    return uploadId;
  }

  async putPart(key: string, uploadId: string, number: number, body: Uint8Array): Promise<string> {
    await Promise.resolve();
    const upload = this.#uploads.get(uploadId);
    if (upload?.key !== key) throw named('NoSuchUpload');
    if (!Number.isInteger(number) || number < 1 || number > HIGHEST_NUMBER) throw named('InvalidArgument');
    this.#made += 1;
    const tag = `"tag-${this.#made}"`;
    upload.parts.set(number, { tag, body: Uint8Array.from(body) });
    return tag;
  }

  async complete(key: string, uploadId: string, parts: readonly WrittenPart[]): Promise<'done' | 'gone'> {
    await Promise.resolve();
    const upload = this.#uploads.get(uploadId);
    if (upload?.key !== key) return (await this.#objects.get(key)) === undefined ? 'gone' : 'done';
    const bodies = parts.map(({ number, tag }) => {
      const part = upload.parts.get(number);
      if (part?.tag !== tag) throw named('InvalidPart');
      return part.body;
    });
    if (parts.some(({ number }, index) => number <= (parts[index - 1]?.number ?? 0)))
      throw named('InvalidPartOrder');
    if (bodies.length === 0) throw named('MalformedXML');
    if (bodies.slice(0, -1).some(({ length }) => length < LEAST_PART_BYTES)) throw named('EntityTooSmall');
    await this.#objects.put(key, Buffer.concat(bodies), upload.contentType);
    this.#uploads.delete(uploadId);
    return 'done';
  }

  async abort(_key: string, uploadId: string): Promise<void> {
    await Promise.resolve();
    this.#uploads.delete(uploadId);
  }
}
