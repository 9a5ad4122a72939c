/** A part that was written: its number, and the tag the store gave for it. */
export interface WrittenPart {
  readonly number: number;
  readonly tag: string;
}

/** Objects that are too large to be held in memory, written part by part. Keys start with a folder of `BUCKET_PREFIXES`. */
export interface MultipartStore {
  /** Begins an upload; its id. Nothing can be read under the key until {@link complete}. */
  begin(key: string, contentType: string): Promise<string>;
  /**
   * Writes a part and returns its tag. `number` is 1 to 10,000 and may leave out others; all parts but the last have at least 5 MiB.
   * A part of the same number is overwritten, which makes its earlier tag worthless.
   */
  putPart(key: string, uploadId: string, number: number, body: Uint8Array): Promise<string>;
  /**
   * Makes the parts, in order of their numbers, the object. `done` also where that has happened before; `gone` where there is neither
   * the upload nor the object.
   */
  complete(key: string, uploadId: string, parts: readonly WrittenPart[]): Promise<'done' | 'gone'>;
  /** Throws an upload away with its parts. Nothing happens where there is none. */
  abort(key: string, uploadId: string): Promise<void>;
}
