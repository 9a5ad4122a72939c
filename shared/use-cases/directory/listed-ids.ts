import { changeChunks, chunksAt, chunksToRead, totalOf } from '../../domain/id-chunks.ts';
import type { IdChunk } from '../../domain/id-chunks.ts';
import { type Change, put, remove } from '../../records/change.ts';
import {
  type DirectoryList,
  type ListName,
  directoryChunks,
  directoryLists,
} from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { untilSettled } from '../until-settled.ts';

type Store = Pick<Basics, 'store'>;

/** Part of a list by place; `total` is how many there are in all. */
export interface ListedIds {
  readonly total: number;
  readonly ids: readonly string[];
}

/** From which place on, the first being 1, and how many at most (RFC 7644 §3.4.2.4); what is less counts as 1 and as none. */
export interface Window {
  readonly startIndex: number;
  readonly count: number;
}

/** Where the ids of a list stand; one that nobody has begun is empty, at version 0. */
export const loadList = async ({ store }: Store, list: ListName): Promise<DirectoryList> =>
  (await store.get(directoryLists, { list })) ?? { list, chunks: [], version: 0 };

/** The ids of chunks, by chunk; undefined where a chunk is gone, since the list was changed meanwhile. */
const idsOfChunks = async (
  { store }: Store,
  list: ListName,
  chunks: readonly IdChunk[],
): Promise<ReadonlyMap<string, readonly string[]> | undefined> => {
  if (chunks.length === 0) return new Map();
  const refs = chunks.map(({ chunkId }) => ({ list, chunkId }));
  const found = (await store.getMany(directoryChunks, refs)).flatMap((chunk) => chunk ?? []);
  return found.length === chunks.length
    ? new Map(found.map(({ chunkId, ids }) => [chunkId, ids]))
    : undefined;
};

/** Part of a list, as it stood at one moment: two reads, however long the list is. */
export const pageOfList = (
  deps: Pick<Basics, 'store' | 'clock' | 'secrets'>,
  load: () => Promise<DirectoryList>,
  { startIndex, count }: Window,
): Promise<ListedIds> =>
  untilSettled(deps, async () => {
    const { list, chunks } = await load();
    const [skip, take] = [Math.max(1, startIndex) - 1, Math.max(0, count)];
    const wanted = chunksAt(chunks, { skip, take });
    const idsOf = await idsOfChunks(deps, list, wanted.chunks);
    if (idsOf === undefined) return 'conflict';
    const ids = wanted.chunks.flatMap(({ chunkId }) => idsOf.get(chunkId) ?? []);
    return { total: totalOf(chunks), ids: ids.slice(wanted.offset, wanted.offset + take) };
  });

/**
 * What puts ids into a list or takes them out, for the transaction of what they name. It holds only if nobody else changes the list
 * at that moment; `conflict` where somebody did already.
 */
export const listChanges = async (
  deps: Pick<Basics, 'store' | 'ids'>,
  { list, chunks, version }: DirectoryList,
  { add = [], remove: gone = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<readonly Change<true>[] | 'conflict'> => {
  const what = { add, remove: gone };
  const idsOf = await idsOfChunks(deps, list, chunksToRead(chunks, what));
  if (idsOf === undefined) return 'conflict';
  const changed = changeChunks(chunks, what, {
    idsOf: (chunkId) => idsOf.get(chunkId) ?? null,
    nextId: () => deps.ids.next('chunk'),
  });
  const next = { list, chunks: [...changed.chunks], version: version + 1 };
  return [
    put(directoryLists, next, version === 0 ? 'absent' : { version }),
    ...changed.written.map(({ chunkId, ids }) =>
      put(directoryChunks, { list, chunkId, ids: [...ids] }, 'absent'),
    ),
    ...changed.dropped.map((chunkId) => remove(directoryChunks, { list, chunkId }, 'present')),
  ];
};
