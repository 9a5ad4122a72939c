import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemorySegmentStore } from '../../shared/adapters/memory/memory-segment-store.ts';
import { S3SegmentStore } from '../../shared/adapters/s3/s3-segment-store.ts';
import type { SegmentArchive, SegmentStore, SegmentVersion } from '../../shared/ports/segment-store.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

/** A store, and what somebody else does beside it. */
interface Opened {
  readonly store: SegmentStore & SegmentArchive;
  readonly overwrite: (number: number, text: string) => Promise<void>;
  readonly hide: (number: number) => Promise<void>;
}

const openS3 = async (): Promise<Opened> => {
  const client = new S3Client({ ...emulatorClient(), forcePathStyle: true });
  const Bucket = `segments-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const DefaultRetention = { Mode: 'GOVERNANCE', Days: 1 } as const;
  await client.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
    }),
  );
  const keyOf = (number: number): string => `segments/${String(number).padStart(12, '0')}`;
  return {
    store: new S3SegmentStore({ bucket: Bucket, client: { ...emulatorClient(), forcePathStyle: true } }),
    overwrite: async (number, Body) => {
      await client.send(
        new PutObjectCommand({ Bucket, Key: keyOf(number), Body, ChecksumAlgorithm: 'SHA256' }),
      );
    },
    hide: async (number) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(number) }));
    },
  };
};

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: () => {
      const store = new MemorySegmentStore(new FixedClock('2026-03-02T09:00:00.000Z'));
      return Promise.resolve({
        store,
        overwrite: (number, text) => {
          store.overwrite(number, text);
          return Promise.resolve();
        },
        hide: (number) => {
          store.hide(number);
          return Promise.resolve();
        },
      });
    },
  },
  { name: 'S3', open: openS3 },
];

const all = async (archive: SegmentArchive): Promise<SegmentVersion[]> => {
  const versions: SegmentVersion[] = [];
  for await (const version of archive.versions()) versions.push(version);
  return versions;
};

describe.each(twins)('SegmentStore on $name', ({ open }) => {
  it('writes a segment where none is, once, and locks it', async () => {
    const { store } = await open();
    expect(await store.create(1, 'ä one\n')).toBe('created');
    expect(await store.create(1, 'another\n')).toBe('taken');
    expect(await store.first(1)).toBe('ä one\n');
    expect(await store.first(77)).toBeUndefined();
    const [version] = await all(store);
    if (version === undefined) throw new Error('there is no version');
    const { text, lockedUntil } = await store.read(version);
    expect(text).toBe('ä one\n');
    expect(Date.parse(lockedUntil ?? '')).toBeGreaterThan(Date.parse(version.writtenAt));
  });

  it('lets one of several writers be first', async () => {
    const { store } = await open();
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.create(2, `try ${index}\n`)),
    );
    expect(tries.filter((outcome) => outcome === 'created')).toHaveLength(1);
  });

  it('keeps what was first under a number, whatever comes after it', async () => {
    const { store, overwrite, hide } = await open();
    await store.create(3, 'first\n');
    await overwrite(3, 'second\n');
    await hide(3);
    await store.create(11, 'eleven\n');
    expect(await store.first(3)).toBe('first\n');
    const numbers = (await all(store)).map(({ number, kind }) => `${number} ${kind}`);
    expect(numbers).toEqual(['3 text', '3 text', '3 marker', '11 text']);
    const third = (await all(store)).filter(({ number, kind }) => number === 3 && kind === 'text');
    const texts: string[] = [];
    for (const version of third) texts.push((await store.read(version)).text);
    expect(texts).toEqual(['first\n', 'second\n']);
  });

  it('lists the versions of many segments in order of number', async () => {
    const { store } = await open();
    const count = 1_005;
    for (let start = 1; start <= count; start += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, count - start + 1) }, (_, index) =>
          store.create(start + index, `${start + index}\n`),
        ),
      );
    expect((await all(store)).map(({ number }) => number)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  });
});
