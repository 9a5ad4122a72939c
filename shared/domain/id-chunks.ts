import * as z from 'zod';
import { idSchema } from './ids.ts';

/** Ids of one chunk at most: 40 characters each, so that a chunk is read and written as one row of 16 KB. */
export const MAX_CHUNK_IDS = 400;

/**
 * One chunk of a long list of ids in ascending order, as its pointer names it. A chunk holds what is from `from` on and before the
 * next chunk's; what is before the first one's `from` belongs to the first. The ids themselves stand in a row of their own, which is
 * never changed: whoever reads by an old pointer finds what it counted, or nothing.
 */
export const idChunkSchema = z.strictObject({
  chunkId: idSchema('chunk'),
  from: z.string(),
  count: z.int().min(1),
});
export type IdChunk = z.infer<typeof idChunkSchema>;

/** A chunk with its ids. */
export interface WrittenChunk extends IdChunk {
  readonly ids: readonly string[];
}

/** A list after a change: its pointer, the chunks that have to be written for it, and the ids of those it does without. */
export interface ChangedChunks {
  readonly chunks: readonly IdChunk[];
  readonly written: readonly WrittenChunk[];
  readonly dropped: readonly string[];
}

/** How many ids there are in all. */
export const totalOf = (chunks: readonly IdChunk[]): number =>
  chunks.reduce((sum, { count }) => sum + count, 0);

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ids in ascending order, each once. */
export const inOrder = (ids: Iterable<string>): string[] => [...new Set(ids)].sort(ascending);

/** Ids in ascending order, cut into new chunks. */
export const cutIntoChunks = (ids: readonly string[], nextId: () => string): WrittenChunk[] => {
  const chunks: WrittenChunk[] = [];
  for (let start = 0; start < ids.length; start += MAX_CHUNK_IDS) {
    const part = ids.slice(start, start + MAX_CHUNK_IDS);
    const [from] = part;
    if (from !== undefined) chunks.push({ chunkId: nextId(), from, count: part.length, ids: part });
  }
  return chunks;
};

/** What a chunk is to its pointer. */
export const pointerTo = ({ chunkId, from, count }: IdChunk): IdChunk => ({ chunkId, from, count });

/** Which chunk an id belongs to; -1 where there is none at all. */
export const chunkIndexOf = (chunks: readonly IdChunk[], id: string): number => {
  const later = chunks.findIndex(({ from }) => from > id);
  if (later === -1) return chunks.length - 1;
  return Math.max(0, later - 1);
};

/** The chunks that some ids belong to, each once. */
export const chunksOf = (chunks: readonly IdChunk[], ids: Iterable<string>): IdChunk[] => {
  const wanted = new Set([...ids].map((id) => chunkIndexOf(chunks, id)));
  return chunks.filter((_, index) => wanted.has(index));
};

/** Which chunks hold the ids after the first `skip`, and how many ids of those chunks go before them. */
export const chunksAt = (
  chunks: readonly IdChunk[],
  { skip, take }: { readonly skip: number; readonly take: number },
): { readonly chunks: readonly IdChunk[]; readonly offset: number } => {
  const found: IdChunk[] = [];
  let before = 0;
  let offset = 0;
  for (const chunk of chunks) {
    const after = before + chunk.count;
    if (take > 0 && after > skip && before < skip + take) {
      if (found.length === 0) offset = skip - before;
      found.push(chunk);
    }
    before = after;
  }
  return { chunks: found, offset };
};

/** Chunks that together hold no more than this become one, so that a list that shrank is not read in crumbs. */
const MERGE_BELOW = MAX_CHUNK_IDS / 2;

/** The chunks whose ids {@link changeChunks} has to know: those that a change touches, and after each the next one where both are small. */
export const chunksToRead = (
  chunks: readonly IdChunk[],
  { add, remove }: { readonly add: Iterable<string>; readonly remove: Iterable<string> },
): readonly IdChunk[] => {
  const touched = new Set(chunksOf(chunks, [...add, ...remove]));
  return chunks.filter((chunk, index) => {
    const before = chunks[index - 1];
    if (touched.has(chunk)) return true;
    return before !== undefined && touched.has(before) && before.count + chunk.count <= MERGE_BELOW + 1;
  });
};

interface Segment {
  /** The chunk as it stands, where it stays. */
  readonly kept: IdChunk | null;
  readonly ids: readonly string[] | null;
}

const evenly = (ids: readonly string[]): (readonly string[])[] => {
  const pieces = Math.ceil(ids.length / MAX_CHUNK_IDS);
  const size = Math.ceil(ids.length / pieces);
  return Array.from({ length: pieces }, (_, index) => ids.slice(index * size, (index + 1) * size));
};

/** The last chunk is filled up before another one is begun, since ids mostly come in order; all others are halved. */
const cut = (ids: readonly string[], isLast: boolean): (readonly string[])[] => {
  if (ids.length === 0) return [];
  return isLast ? cutIntoChunks(ids, () => '').map((chunk) => chunk.ids) : evenly(ids);
};

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

const merged = (segments: readonly Segment[]): Segment[] => {
  const out: Segment[] = [];
  for (const segment of segments) {
    const before = out.at(-1);
    const isNew = segment.kept === null || before?.kept === null;
    if (isNew && before?.ids && segment.ids && before.ids.length + segment.ids.length <= MERGE_BELOW)
      out[out.length - 1] = { kept: null, ids: [...before.ids, ...segment.ids] };
    else out.push(segment);
  }
  return out;
};

/**
 * Puts ids into a list and takes others out, also those that are put in at once; `idsOf` tells the ids of the chunks of {@link chunksToRead}, null for others. Every chunk
 * that changes is written under a new id.
 */
export const changeChunks = (
  chunks: readonly IdChunk[],
  { add, remove }: { readonly add: Iterable<string>; readonly remove: Iterable<string> },
  { idsOf, nextId }: { idsOf: (chunkId: string) => readonly string[] | null; nextId: () => string },
): ChangedChunks => {
  const gone = new Set(remove);
  const wanted = [...add].filter((id) => !gone.has(id));
  if (chunks.length === 0) {
    const written = cutIntoChunks(inOrder(wanted), nextId);
    return { chunks: written.map(pointerTo), written, dropped: [] };
  }
  const addedTo = Map.groupBy(wanted, (id) => chunkIndexOf(chunks, id));
  const segments = chunks.flatMap((kept, index): Segment[] => {
    const ids = idsOf(kept.chunkId);
    if (ids === null) return [{ kept, ids }];
    const next = inOrder([...ids, ...(addedTo.get(index) ?? [])]).filter((id) => !gone.has(id));
    if (same(ids, next)) return [{ kept, ids }];
    return cut(next, index === chunks.length - 1).map((part) => ({ kept: null, ids: part }));
  });
  const written: WrittenChunk[] = [];
  const next = merged(segments).flatMap(({ kept, ids }): IdChunk[] => {
    if (kept !== null) return [kept];
    const [chunk] = cutIntoChunks(ids ?? [], nextId);
    if (chunk === undefined) return [];
    written.push(chunk);
    return [pointerTo(chunk)];
  });
  const staying = new Set(next.map(({ chunkId }) => chunkId));
  const dropped = chunks.map(({ chunkId }) => chunkId).filter((chunkId) => !staying.has(chunkId));
  return { chunks: next, written, dropped };
};
