/** Large or many-rowed things: landed pages, uploaded files, rows, receipts. Keys start with a folder of `BUCKET_PREFIXES`. */
export interface ObjectStore {
  put(key: string, body: string | Uint8Array, contentType: string): Promise<void>;
  /** The whole object, or undefined where there is none. For objects of a few MB; larger ones are read as a stream. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** The object as a stream of byte chunks, or undefined where there is none. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Keys under a prefix, in key order. */
  list(prefix: string): Promise<string[]>;
  /** Removes objects by key, any number of them. Harmless where there is none. */
  remove(keys: readonly string[]): Promise<void>;
  /** An address to which one object of exactly this key and type may be PUT, until it expires. */
  signedUpload(key: string, contentType: string, expiresInSeconds: number): Promise<string>;
  /** An address from which one object may be read until it expires; with `fileName` a browser saves it under that name. */
  signedDownload(key: string, expiresInSeconds: number, fileName?: string): Promise<string>;
}
