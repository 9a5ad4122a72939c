import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type IdChunk,
  MAX_CHUNK_IDS,
  changeChunks,
  chunkIndexOf,
  chunksAt,
  chunksToRead,
  inOrder,
  totalOf,
} from '../../../../shared/domain/id-chunks.ts';

const idOf = (number: number): string => `usr_${String(number).padStart(6, '0')}`;
const idsFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => idOf(first + index));

/** A list as a store would keep it. */
class KeptList {
  chunks: readonly IdChunk[] = [];
  readonly rows = new Map<string, readonly string[]>();
  #made = 0;

  change(add: readonly string[], remove: readonly string[] = []): void {
    const wanted = new Set(chunksToRead(this.chunks, { add, remove }).map(({ chunkId }) => chunkId));
    const changed = changeChunks(
      this.chunks,
      { add, remove },
      {
        idsOf: (chunkId) => (wanted.has(chunkId) ? (this.rows.get(chunkId) ?? null) : null),
        nextId: () => `chk_${String((this.#made += 1))}`,
      },
    );
    for (const { chunkId, ids } of changed.written) this.rows.set(chunkId, ids);
    for (const chunkId of changed.dropped) this.rows.delete(chunkId);
    this.chunks = changed.chunks;
  }

  all(): string[] {
    return this.chunks.flatMap(({ chunkId }) => this.rows.get(chunkId) ?? []);
  }

  page(skip: number, take: number): string[] {
    const { chunks, offset } = chunksAt(this.chunks, { skip, take });
    return chunks.flatMap(({ chunkId }) => this.rows.get(chunkId) ?? []).slice(offset, offset + take);
  }
}

const numbers = fc.array(fc.nat(3_000), { maxLength: 600 }).map((all) => all.map(idOf));

describe('a list of ids in chunks', () => {
  it('holds what was put in and not taken out, in order, whatever the order of changes', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ add: numbers, remove: numbers }), { maxLength: 12 }), (changes) => {
        const list = new KeptList();
        let model = new Set<string>();
        for (const { add, remove } of changes) {
          list.change(add, remove);
          model = model.union(new Set(add)).difference(new Set(remove));
          const wanted = inOrder(model);
          expect(list.all()).toEqual(wanted);
          expect(totalOf(list.chunks)).toBe(wanted.length);
          for (const { chunkId, from, count } of list.chunks) {
            const ids = list.rows.get(chunkId);
            expect([ids?.[0], ids?.length]).toEqual([from, count]);
            expect(count).toBeLessThanOrEqual(MAX_CHUNK_IDS);
          }
          expect(list.rows.size).toBe(list.chunks.length);
          expect(list.page(wanted.length >> 1, 100)).toEqual(wanted.slice(wanted.length >> 1).slice(0, 100));
        }
      }),
      { numRuns: 60, examples: [[[{ add: [idOf(1)], remove: [idOf(1)] }]]] },
    );
  });

  it('fills the last chunk before another one is begun, as ids come in order', () => {
    const list = new KeptList();
    for (const id of idsFrom(0, 2 * MAX_CHUNK_IDS + 1)) list.change([id]);
    expect(list.chunks.map(({ count }) => count)).toEqual([MAX_CHUNK_IDS, MAX_CHUNK_IDS, 1]);
  });

  it('halves a full chunk in the middle', () => {
    const list = new KeptList();
    list.change([...idsFrom(0, MAX_CHUNK_IDS), ...idsFrom(5_000, 5)]);
    list.change(idsFrom(1_000, 3));
    list.change(['usr_000000x']);
    expect(list.chunks.length).toBe(3);
    expect(Math.min(...list.chunks.slice(0, 2).map(({ count }) => count))).toBeGreaterThan(150);
  });

  it('joins chunks that have shrunk, and has none where all ids are gone', () => {
    const list = new KeptList();
    list.change(idsFrom(0, 4 * MAX_CHUNK_IDS));
    for (const id of idsFrom(0, 4 * MAX_CHUNK_IDS - 10)) list.change([], [id]);
    expect(list.chunks.length).toBe(1);
    list.change([], list.all());
    expect(list.chunks).toEqual([]);
  });

  it('writes only what a change touches', () => {
    const list = new KeptList();
    list.change(idsFrom(0, 4 * MAX_CHUNK_IDS));
    const before = list.chunks.map(({ chunkId }) => chunkId);
    list.change([], [idOf(MAX_CHUNK_IDS + 7)]);
    const stayed = list.chunks.filter(({ chunkId }) => before.includes(chunkId));
    expect(stayed.length).toBe(3);
  });

  it('knows which chunk an id belongs to', () => {
    expect(chunkIndexOf([], 'a')).toBe(-1);
    const chunks = ['c', 'f'].map((from) => ({ chunkId: `chk_${from}`, from, count: 1 }));
    expect(['a', 'c', 'e', 'f', 'z'].map((id) => chunkIndexOf(chunks, id))).toEqual([0, 0, 0, 1, 1]);
  });

  it('reads no chunk for a page of nothing, or behind the end', () => {
    const chunks = [{ chunkId: 'chk_1', from: 'a', count: 3 }];
    expect(chunksAt(chunks, { skip: 0, take: 0 }).chunks).toEqual([]);
    expect(chunksAt(chunks, { skip: 3, take: 5 }).chunks).toEqual([]);
  });
});
