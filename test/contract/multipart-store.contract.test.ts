import { beforeAll, describe, expect, it } from 'vitest';
import { FixedClock } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMultipartStore } from '../../shared/adapters/memory/memory-multipart-store.ts';
import { MemoryObjectStore } from '../../shared/adapters/memory/memory-object-store.ts';
import { S3MultipartStore } from '../../shared/adapters/s3/s3-multipart-store.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import type { MultipartStore } from '../../shared/ports/multipart-store.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { emulatedBucket, emulatorClient } from '../support/emulated-aws.ts';

interface Opened {
  readonly uploads: MultipartStore;
  readonly objects: ObjectStore;
}

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: () => {
      const objects = new MemoryObjectStore(new FixedClock('2026-03-02T09:00:00.000Z'));
      return Promise.resolve({ objects, uploads: new MemoryMultipartStore(objects) });
    },
  },
  {
    name: 'S3',
    open: async () => {
      const place = { bucket: await emulatedBucket(), client: emulatorClient() };
      return { objects: new S3ObjectStore(place), uploads: new S3MultipartStore(place) };
    },
  },
];

const LEAST = 5 * 1024 * 1024;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

describe.each(twins)('MultipartStore on $name', ({ open }) => {
  let uploads: MultipartStore;
  let objects: ObjectStore;
  beforeAll(async () => {
    ({ uploads, objects } = await open());
  });

  const put = async (key: string, uploadId: string, number: number, body: Uint8Array) => ({
    number,
    tag: await uploads.putPart(key, uploadId, number, body),
  });

  it('makes its parts one object, in order of their numbers, of which some may be left out', async () => {
    const key = 'exports/whole';
    const uploadId = await uploads.begin(key, 'text/csv');
    const last = await put(key, uploadId, 9, bytes('end'));
    const first = await put(key, uploadId, 2, filled(LEAST, 1));
    const second = await put(key, uploadId, 5, filled(LEAST + 7, 2));
    expect(await objects.get(key)).toBeUndefined();
    expect(await uploads.complete(key, uploadId, [first, second, last])).toBe('done');
    const wanted = Buffer.concat([filled(LEAST, 1), filled(LEAST + 7, 2), bytes('end')]);
    expect(Buffer.from((await objects.get(key)) ?? []).equals(wanted)).toBe(true);
  });

  it('leaves out a part that is not named', async () => {
    const key = 'exports/some';
    const uploadId = await uploads.begin(key, 'text/csv');
    await put(key, uploadId, 1, bytes('of a worker that died'));
    const only = await put(key, uploadId, 2, bytes('kept'));
    expect(await uploads.complete(key, uploadId, [only])).toBe('done');
    expect(new TextDecoder().decode(await objects.get(key))).toBe('kept');
  });

  it('takes one part without bytes', async () => {
    const key = 'exports/empty';
    const uploadId = await uploads.begin(key, 'application/x-ndjson');
    const part = await put(key, uploadId, 1, new Uint8Array());
    expect(await uploads.complete(key, uploadId, [part])).toBe('done');
    expect(await objects.get(key)).toHaveLength(0);
  });

  it('is done as often as it is completed', async () => {
    const key = 'exports/twice';
    const uploadId = await uploads.begin(key, 'text/csv');
    const part = await put(key, uploadId, 1, bytes('once'));
    expect(await uploads.complete(key, uploadId, [part])).toBe('done');
    expect(await uploads.complete(key, uploadId, [part])).toBe('done');
    expect(new TextDecoder().decode(await objects.get(key))).toBe('once');
  });

  it('is gone where it was thrown away, as often as that happens', async () => {
    const key = 'exports/thrown-away';
    const uploadId = await uploads.begin(key, 'text/csv');
    const part = await put(key, uploadId, 1, bytes('never'));
    await uploads.abort(key, uploadId);
    await uploads.abort(key, uploadId);
    expect(await uploads.complete(key, uploadId, [part])).toBe('gone');
    expect(await objects.get(key)).toBeUndefined();
    await expect(uploads.putPart(key, uploadId, 2, bytes('late'))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it('keeps uploads of the same key apart', async () => {
    const key = 'exports/same';
    const [one, other] = [await uploads.begin(key, 'text/csv'), await uploads.begin(key, 'text/csv')];
    expect(one).not.toBe(other);
    const part = await put(key, one, 1, bytes('one'));
    await put(key, other, 1, bytes('other'));
    await uploads.abort(key, other);
    expect(await uploads.complete(key, one, [part])).toBe('done');
    expect(new TextDecoder().decode(await objects.get(key))).toBe('one');
  });

  it('refuses a part that was overwritten since', async () => {
    const key = 'exports/overwritten';
    const uploadId = await uploads.begin(key, 'text/csv');
    const part = await put(key, uploadId, 1, bytes('mine'));
    await put(key, uploadId, 1, bytes('another worker’s'));
    await expect(uploads.complete(key, uploadId, [part])).rejects.toMatchObject({ name: 'InvalidPart' });
  });
});
