import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryMultipartStore } from '../../../../../shared/adapters/memory/memory-multipart-store.ts';
import { MemoryObjectStore } from '../../../../../shared/adapters/memory/memory-object-store.ts';

const LEAST = 5 * 1024 * 1024;

/** Limits of S3 that the emulator does not keep. */
describe('MemoryMultipartStore', () => {
  const open = async () => {
    const objects = new MemoryObjectStore(new FixedClock('2026-03-02T09:00:00.000Z'));
    const uploads = new MemoryMultipartStore(objects);
    const uploadId = await uploads.begin('exports/e', 'text/csv');
    const put = async (number: number, bytes: number) => ({
      number,
      tag: await uploads.putPart('exports/e', uploadId, number, new Uint8Array(bytes)),
    });
    const complete = (parts: Parameters<typeof uploads.complete>[2]) =>
      uploads.complete('exports/e', uploadId, parts);
    return { objects, uploads, uploadId, put, complete };
  };

  it('refuses a part below 5 MiB that is not the last', async () => {
    const { put, complete } = await open();
    const [small, least, last] = [await put(1, LEAST - 1), await put(2, LEAST), await put(3, 1)];
    await expect(complete([small, least, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    expect(await complete([least, last])).toBe('done');
  });

  it('refuses numbers out of their range and out of their order', async () => {
    const { put, complete } = await open();
    await expect(put(0, 1)).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(put(10_001, 1)).rejects.toMatchObject({ name: 'InvalidArgument' });
    const parts = [await put(2, LEAST), await put(1, LEAST)];
    await expect(complete(parts)).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
  });

  it('counts what was begun and not ended', async () => {
    const { uploads, uploadId } = await open();
    await uploads.begin('exports/f', 'text/csv');
    expect(uploads.open).toBe(2);
    await uploads.abort('exports/e', uploadId);
    expect(uploads.open).toBe(1);
  });
});
