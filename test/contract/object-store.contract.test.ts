import { beforeAll, describe, expect, it } from 'vitest';
import { FixedClock } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { emulatedBucket, emulatorClient } from '../support/emulated-aws.ts';

/** A store with what somebody outside does to its signed addresses: a status, or the body. */
interface Opened {
  readonly store: ObjectStore;
  readonly upload: (address: string, body: string, contentType: string) => Promise<number>;
  readonly download: (address: string) => Promise<string | undefined>;
  /** The `Content-Disposition` a browser gets. */
  readonly savedAs: (address: string) => Promise<string | null>;
}

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: async () => {
      await Promise.resolve();
      const store = new MemoryObjectStore(new FixedClock('2026-03-02T09:00:00.000Z'));
      return {
        store,
        upload: (address, body, contentType) => store.upload(address, body, contentType),
        download: async (address) => text(await store.download(address)),
        savedAs: (address) => Promise.resolve(store.savedAs(address)),
      };
    },
  },
  {
    name: 'S3',
    open: async () => ({
      store: new S3ObjectStore({ bucket: await emulatedBucket(), client: emulatorClient() }),
      upload: async (address, body, contentType) => {
        const headers = { 'content-type': contentType };
        return (await fetch(address, { method: 'PUT', body, headers })).status;
      },
      download: async (address) => {
        const response = await fetch(address);
        return response.ok ? response.text() : undefined;
      },
      savedAs: async (address) => (await fetch(address)).headers.get('content-disposition'),
    }),
  },
];

describe.each(twins)('ObjectStore on $name', ({ open }) => {
  let opened: Opened;
  let store: ObjectStore;
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });

  it('removes any number of objects by key, and minds none that is not there', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => store.put(`landed/gone/${name}`, name, 'text/plain')));
    await store.remove([]);
    await store.remove(['landed/gone/a', 'landed/gone/c', 'landed/gone/never']);
    expect(await store.list('landed/gone/')).toEqual(['landed/gone/b']);
  });

  it('gives back the bytes that were put, last ones first', async () => {
    await store.put('landed/a.json', '{"ä":1}', 'application/json');
    expect(text(await store.get('landed/a.json'))).toBe('{"ä":1}');
    await store.put('landed/a.json', Uint8Array.of(0, 255, 10), 'application/octet-stream');
    expect([...((await store.get('landed/a.json')) ?? [])]).toEqual([0, 255, 10]);
  });

  it('gives undefined for what is not there', async () => {
    expect(await store.get('landed/none')).toBeUndefined();
    expect(await store.read('landed/none')).toBeUndefined();
  });

  it('streams an object of several chunks whole', async () => {
    const body = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    await store.put('landed/large', body, 'application/octet-stream');
    const stream = await store.read('landed/large');
    if (stream === undefined) throw new Error('there is no object');
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.concat(chunks).equals(Buffer.from(body))).toBe(true);
  });

  it('streams an empty object as nothing', async () => {
    await store.put('landed/empty', '', 'text/csv');
    let length = 0;
    for await (const chunk of (await store.read('landed/empty')) ?? []) length += chunk.length;
    expect(length).toBe(0);
    expect(await store.get('landed/empty')).toHaveLength(0);
  });

  it('lists keys under a prefix in key order, over many pages', async () => {
    const keys = Array.from(
      { length: 1_030 },
      (_, index) => `receipts/many/${String(index).padStart(5, '0')}`,
    );
    for (let start = 0; start < keys.length; start += 100)
      await Promise.all(keys.slice(start, start + 100).map((key) => store.put(key, 'x', 'text/plain')));
    await store.put('receipts/other', 'x', 'text/plain');
    expect(await store.list('receipts/many/')).toEqual(keys);
    expect(await store.list('receipts/none/')).toEqual([]);
  });

  it('takes an upload to a signed address as the object of that key', async () => {
    const address = await store.signedUpload('uploads/people.csv', 'text/csv', 300);
    expect(await opened.upload(address, 'email\na@example.com\n', 'text/csv')).toBe(200);
    expect(text(await store.get('uploads/people.csv'))).toBe('email\na@example.com\n');
  });

  it('lets an object be read by a signed address', async () => {
    await store.put('receipts/r.csv', 'done', 'text/csv');
    expect(await opened.download(await store.signedDownload('receipts/r.csv', 300))).toBe('done');
  });

  it('lets an object be saved under a name', async () => {
    await store.put('exports/e/rows', 'rows', 'text/csv');
    const address = await store.signedDownload('exports/e/rows', 300, 'audit-events.csv');
    expect(await opened.download(address)).toBe('rows');
    expect(await opened.savedAs(address)).toBe('attachment; filename="audit-events.csv"');
  });
});
