import { plusDays, dayOf, type Instant } from '../../domain/time.ts';
import type {
  SegmentArchive,
  SegmentStore,
  SegmentVersion,
  StoredSegment,
} from '../../ports/segment-store.ts';
import type { Clock } from '../../ports/surroundings.ts';

interface Kept extends SegmentVersion {
  readonly text: string;
  readonly lockedUntil: Instant | null;
}

/**
 * Segments in memory, for tests. Beside what a sealer does it lets a test do what an intruder could: write a further version, hide a
 * segment by a marker, and, as only somebody can who may bypass the lock, remove what is there.
 */
export class MemorySegmentStore implements SegmentStore, SegmentArchive {
  readonly #clock: Clock;
  readonly #lockDays: number | null;
  #kept: readonly Kept[] = [];
  #written = 0;

  constructor(clock: Clock, lockDays: number | null = 1) {
    this.#clock = clock;
    this.#lockDays = lockDays;
  }

  async create(number: number, text: string): Promise<'created' | 'taken'> {
    await Promise.resolve();
    const newest = this.#of(number).at(-1);
    if (newest?.kind === 'text') return 'taken';
    this.overwrite(number, text);
    return 'created';
  }

  async first(number: number): Promise<string | undefined> {
    await Promise.resolve();
    return this.#of(number).find(({ kind }) => kind === 'text')?.text;
  }

  async *versions(): AsyncGenerator<SegmentVersion> {
    for (const kept of [...this.#kept].sort((a, b) => a.number - b.number)) {
      await Promise.resolve();
      yield kept;
    }
  }

  async read({ versionId }: SegmentVersion): Promise<StoredSegment> {
    await Promise.resolve();
    const found = this.#kept.find((kept) => kept.versionId === versionId);
    if (found === undefined) throw new RangeError(`There is no version ${versionId}.`);
    return found;
  }

  /** Writes a further version over a segment. */
  overwrite(number: number, text: string): void {
    this.#add(number, 'text', text);
  }

  /** Hides a segment, as a deletion without a version does. */
  hide(number: number): void {
    this.#add(number, 'marker', '');
  }

  /** Removes every version of a segment, past its lock. */
  remove(number: number): void {
    this.#kept = this.#kept.filter((kept) => kept.number !== number);
  }

  #add(number: number, kind: SegmentVersion['kind'], text: string): void {
    const writtenAt = this.#clock.now();
    const lockedUntil =
      this.#lockDays === null || kind === 'marker'
        ? null
        : `${plusDays(dayOf(writtenAt), this.#lockDays)}${writtenAt.slice(10)}`;
    this.#written += 1;
    const versionId = `v${String(this.#written)}`;
    this.#kept = [...this.#kept, { number, versionId, writtenAt, kind, text, lockedUntil }];
  }

  #of(number: number): readonly Kept[] {
    return this.#kept.filter((kept) => kept.number === number);
  }
}
