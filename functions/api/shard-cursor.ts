import * as z from 'zod';
import type { ShardPosition } from '../../shared/use-cases/walk-shards.ts';
import type { ListPage } from './api-route.ts';

const positionSchema = z.object({ shard: z.int().min(0), sort: z.string() });

/** A place in a walk over shards, out of a cursor's text. */
export const shardPosition = (after: string | null): ShardPosition | null =>
  after === null ? null : positionSchema.parse(JSON.parse(after));

/** A page of a walk over shards, its place as a cursor's text. */
export const shardPage = <T>(page: {
  readonly items: readonly T[];
  readonly next: ShardPosition | null;
}): ListPage<T> => ({ items: page.items, next: page.next === null ? null : JSON.stringify(page.next) });
