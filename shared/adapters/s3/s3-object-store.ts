import type { ObjectStore } from '../../ports/object-store.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';
import { type S3Place, loadS3 } from './s3-sdk.ts';

const loadSigner = async () => (await import('@aws-sdk/s3-request-presigner')).getSignedUrl;

/** S3 takes so many keys in one request (Amazon S3 API reference, DeleteObjects). */
const REMOVED_AT_ONCE = 1_000;

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchKey';

async function* chunksOf(stream: ReadableStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    const bytes: unknown = chunk;
    if (!(bytes instanceof Uint8Array)) throw new TypeError('A chunk of an object is not bytes.');
    yield bytes;
  }
}

/** The object store on S3. */
export class S3ObjectStore implements ObjectStore {
  readonly #bucket: string;
  readonly #sdk: () => ReturnType<typeof loadS3>;
  readonly #signer = onFirstUse(loadSigner);

  constructor({ bucket, client = {} }: S3Place) {
    this.#bucket = bucket;
    this.#sdk = onFirstUse(() => loadS3(client));
  }

  async put(key: string, body: string | Uint8Array, contentType: string): Promise<void> {
    const { client, PutObjectCommand } = await this.#sdk();
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    await client.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: bytes, ContentType: contentType }),
    );
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const body = await this.#body(key);
    return body?.transformToByteArray();
  }

  async read(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const body = await this.#body(key);
    return body === undefined ? undefined : chunksOf(body.transformToWebStream());
  }

  async list(prefix: string): Promise<string[]> {
    const { client, paginateListObjectsV2 } = await this.#sdk();
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: this.#bucket, Prefix: prefix },
    ))
      for (const { Key } of Contents) if (Key !== undefined) keys.push(Key);
    return keys;
  }

  async remove(keys: readonly string[]): Promise<void> {
    const { client, DeleteObjectsCommand } = await this.#sdk();
    for (let start = 0; start < keys.length; start += REMOVED_AT_ONCE) {
      const Objects = keys.slice(start, start + REMOVED_AT_ONCE).map((Key) => ({ Key }));
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } }),
      );
      const [failed] = Errors;
      if (failed !== undefined) throw new Error(`S3 did not remove an object: ${failed.Code ?? 'unknown'}.`);
    }
  }

  async signedUpload(key: string, contentType: string, expiresInSeconds: number): Promise<string> {
    const [{ client, PutObjectCommand }, sign] = await Promise.all([this.#sdk(), this.#signer()]);
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key: key, ContentType: contentType });
    // A header that is signed must be sent as it was signed (Signature Version 4, canonical request).
    return sign(client, command, {
      expiresIn: expiresInSeconds,
      signableHeaders: new Set(['host', 'content-type']),
    });
  }

  async signedDownload(key: string, expiresInSeconds: number, fileName?: string): Promise<string> {
    const [{ client, GetObjectCommand }, sign] = await Promise.all([this.#sdk(), this.#signer()]);
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ...(fileName === undefined ? {} : { ResponseContentDisposition: `attachment; filename="${fileName}"` }),
    });
    return sign(client, command, { expiresIn: expiresInSeconds });
  }

  async #body(key: string) {
    const { client, GetObjectCommand } = await this.#sdk();
    try {
      return (await client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }))).Body;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}
