import type { MultipartStore, WrittenPart } from '../../ports/multipart-store.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';
import { type S3Place, loadS3 } from './s3-sdk.ts';

const isNoUpload = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchUpload';

const given = (value: string | undefined, what: string): string => {
  if (value === undefined) throw new TypeError(`S3 answered without ${what}.`);
  return value;
};

/** Multipart uploads to S3. */
export class S3MultipartStore implements MultipartStore {
  readonly #bucket: string;
  readonly #sdk: () => ReturnType<typeof loadS3>;

  constructor({ bucket, client = {} }: S3Place) {
    this.#bucket = bucket;
    this.#sdk = onFirstUse(() => loadS3(client));
  }

  async begin(key: string, contentType: string): Promise<string> {
    const { client, CreateMultipartUploadCommand } = await this.#sdk();
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket: this.#bucket, Key: key, ContentType: contentType }),
    );
    return given(UploadId, 'the id of an upload');
  }

  async putPart(key: string, uploadId: string, number: number, body: Uint8Array): Promise<string> {
    const { client, UploadPartCommand } = await this.#sdk();
    const { ETag } = await client.send(
      new UploadPartCommand({
        Bucket: this.#bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: number,
        Body: body,
      }),
    );
    return given(ETag, 'the tag of a part');
  }

  async complete(key: string, uploadId: string, parts: readonly WrittenPart[]): Promise<'done' | 'gone'> {
    const { client, CompleteMultipartUploadCommand } = await this.#sdk();
    const Parts = parts.map(({ number, tag }) => ({ PartNumber: number, ETag: tag }));
    try {
      await client.send(
        new CompleteMultipartUploadCommand({
          Bucket: this.#bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts },
        }),
      );
      return 'done';
    } catch (error) {
      if (!isNoUpload(error)) throw error;
      return (await this.#isThere(key)) ? 'done' : 'gone';
    }
  }

  async abort(key: string, uploadId: string): Promise<void> {
    const { client, AbortMultipartUploadCommand } = await this.#sdk();
    try {
      await client.send(
        new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId }),
      );
    } catch (error) {
      if (!isNoUpload(error)) throw error;
    }
  }

  /** By listing, so that who writes objects need not be able to read them. */
  async #isThere(key: string): Promise<boolean> {
    const { client, ListObjectsV2Command } = await this.#sdk();
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: key, MaxKeys: 1 }),
    );
    return Contents.some((object) => object.Key === key);
  }
}
