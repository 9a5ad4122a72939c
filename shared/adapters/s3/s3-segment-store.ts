import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { AUDIT_SEGMENTS } from '../../names.ts';
import type {
  SegmentArchive,
  SegmentStore,
  SegmentVersion,
  StoredSegment,
} from '../../ports/segment-store.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';
import { type S3Place, loadS3 } from './s3-sdk.ts';

/** Digits of a number in a key: keys are listed in order of their text. */
const DIGITS = 12;

/** Tries of a write that meets another one of the same key (409, Amazon S3 user guide, "Conditional write behavior"). */
const TRIES = 5;

const keyOf = (number: number): string => `${AUDIT_SEGMENTS}${String(number).padStart(DIGITS, '0')}`;

const numberOf = (key: string): number | undefined => {
  const digits = key.slice(AUDIT_SEGMENTS.length);
  return /^\d{12}$/.test(digits) ? Number(digits) : undefined;
};

const isCalled = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** What S3 lists of a version or a marker, as far as it matters. */
interface Listed {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly LastModified?: Date | undefined;
}

const versionOf =
  (kind: SegmentVersion['kind']) =>
  ({ Key = '', VersionId = '', LastModified }: Listed): SegmentVersion[] => {
    const number = numberOf(Key);
    return number === undefined || LastModified === undefined
      ? []
      : [{ number, versionId: VersionId, writtenAt: LastModified.toISOString(), kind }];
  };

/** Where the next page of a list begins; undefined at its end. */
const nextOf = ({ IsTruncated, NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput) =>
  IsTruncated === true && NextKeyMarker !== undefined
    ? {
        KeyMarker: NextKeyMarker,
        ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
      }
    : undefined;

/** S3 lists the newest version of a key first, and markers apart; here the oldest comes first. */
const inOrder = (a: SegmentVersion, b: SegmentVersion): number =>
  a.number - b.number || Date.parse(a.writtenAt) - Date.parse(b.writtenAt);

/**
 * Segments in a bucket with Object Lock, whose default retention locks every version as it is written. Who seals needs to put objects
 * and to list and read their versions; nothing here removes any.
 */
export class S3SegmentStore implements SegmentStore, SegmentArchive {
  readonly #bucket: string;
  readonly #sdk: () => ReturnType<typeof loadS3>;

  constructor({ bucket, client = {} }: S3Place) {
    this.#bucket = bucket;
    this.#sdk = onFirstUse(() => loadS3(client));
  }

  async create(number: number, text: string): Promise<'created' | 'taken'> {
    const { client, PutObjectCommand } = await this.#sdk();
    for (let attempt = 1; ; attempt += 1)
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: this.#bucket,
            Key: keyOf(number),
            Body: new TextEncoder().encode(text),
            ContentType: 'text/plain; charset=utf-8',
            // Only where nothing is: of several sealers one is first.
            IfNoneMatch: '*',
            // A bucket that locks what is put wants a checksum with it (Amazon S3 user guide, "Object Lock considerations").
            ChecksumAlgorithm: 'SHA256',
          }),
        );
        return 'created';
      } catch (error) {
        if (isCalled(error, 'PreconditionFailed')) return 'taken';
        if (!isCalled(error, 'ConditionalRequestConflict') || attempt === TRIES) throw error;
      }
  }

  async first(number: number): Promise<string | undefined> {
    const { client, ListObjectVersionsCommand } = await this.#sdk();
    const { Versions = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: keyOf(number) }),
    );
    const [oldest] = [...Versions].reverse().flatMap(versionOf('text')).sort(inOrder);
    return oldest === undefined ? undefined : (await this.read(oldest)).text;
  }

  async *versions(): AsyncGenerator<SegmentVersion> {
    const { client, ListObjectVersionsCommand } = await this.#sdk();
    let held: SegmentVersion[] = [];
    let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (from !== undefined) {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: AUDIT_SEGMENTS, ...from }),
      );
      const texts = [...(page.Versions ?? [])].reverse().flatMap(versionOf('text'));
      const markers = [...(page.DeleteMarkers ?? [])].reverse().flatMap(versionOf('marker'));
      // The versions of the last key of a page may go on in the next one, and are older there.
      const known = [...texts, ...markers, ...held].sort(inOrder);
      const last = known.at(-1)?.number;
      yield* known.filter(({ number }) => number !== last);
      held = known.filter(({ number }) => number === last);
      from = nextOf(page);
    }
    yield* held;
  }

  async read({ number, versionId }: SegmentVersion): Promise<StoredSegment> {
    const { client, GetObjectCommand } = await this.#sdk();
    const { Body, ObjectLockRetainUntilDate } = await client.send(
      new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(number), VersionId: versionId }),
    );
    return {
      text: (await Body?.transformToString('utf-8')) ?? '',
      lockedUntil: ObjectLockRetainUntilDate?.toISOString() ?? null,
    };
  }
}
