import type { Page, PageRequest } from '../ports/record-store.ts';

/** Where a walk over shards stands: in which shard, and after which sort key of it. */
export interface ShardPosition {
  readonly shard: number;
  /** The last sort key that was read; empty at a shard's start. */
  readonly sort: string;
}

/** Records read in one call before the rest is left to the next page: what a filter drops must not hold a request up. */
const MOST_READ = 10_000;
const PAGE = 500;

/**
 * Up to `limit` records of several shards that pass a filter, shard by shard in order of their sort keys. A page may hold fewer and
 * still have a next one.
 */
export const walkShards = async <R>(walk: {
  readonly shards: number;
  readonly limit: number;
  readonly after: ShardPosition | null;
  readonly page: (shard: number, request: PageRequest) => Promise<Page<R>>;
  readonly sortOf: (record: R) => string;
  readonly keep: (record: R) => boolean;
}): Promise<{ readonly items: R[]; readonly next: ShardPosition | null }> => {
  const items: R[] = [];
  let read = 0;
  let { shard, sort } = walk.after ?? { shard: 0, sort: '' };
  while (shard < walk.shards) {
    const { records, next } = await walk.page(shard, { limit: PAGE, ...(sort === '' ? {} : { from: sort }) });
    // Pages start at their bound, which was read before.
    for (const record of records.filter((entry) => walk.sortOf(entry) > sort)) {
      sort = walk.sortOf(record);
      read += 1;
      if (walk.keep(record)) items.push(record);
      if (items.length === walk.limit || read === MOST_READ) return { items, next: { shard, sort } };
    }
    if (next === null) {
      shard += 1;
      sort = '';
    }
  }
  return { items, next: null };
};
