import { changedOn } from '../../domain/change-ledger.ts';
import { UNKNOWN_REASONS, endOfOpenItem, endStatusOf } from '../../domain/run-end.ts';
import type { Run } from '../../domain/run.ts';
import { put } from '../../records/change.ts';
import { shardCounts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { CallBudget } from './call-budget.ts';
import { ALL_SHARDS, itemsOf, moveRunItem } from './run-items.ts';

type Counts = Record<string, number>;

/** What is counted of a shard, or of all: items by state, accounts that were changed by day, and changes nobody knows the outcome of. */
interface Closed {
  readonly counts: Counts;
  readonly made: Counts;
  readonly unknown: number;
}

/** How far the items are closed. `unsettled`: all but those whose change was sent, and of which the vendor may still be asked. */
export type ItemsClosed =
  | ({ readonly kind: 'closed' } & Closed)
  | { readonly kind: 'unsettled'; readonly items: number }
  | { readonly kind: 'more' };

const addTo = (counts: Counts, key: string, more = 1): void => {
  counts[key] = (counts[key] ?? 0) + more;
};

/** Ends the open items of a shard and counts all of it. `more`: the time is over, or an item changed meanwhile. */
const closeShard = async (
  deps: Basics,
  run: Run,
  shard: number,
  mayAsk: boolean,
  budget: CallBudget,
): Promise<ItemsClosed> => {
  const closed = { counts: {}, made: {}, unknown: 0 };
  const status = endStatusOf(run);
  let items = 0;
  for await (const item of itemsOf(deps, run.runId, shard)) {
    const end = endOfOpenItem(item.state, status);
    if (end?.to === 'failed' && mayAsk) {
      items += 1;
      continue;
    }
    if (end !== null) {
      if (budget.isSpent()) return { kind: 'more' };
      const { to, reason } = end;
      const moved = await moveRunItem(deps, run, item, to, `item.${to}`, { reason });
      if (moved.kind === 'conflict') return { kind: 'more' };
    }
    const now = end === null ? item : { ...item, state: end.to, reason: end.reason };
    addTo(closed.counts, now.state);
    if (now.state === 'failed' && UNKNOWN_REASONS.has(now.reason)) closed.unknown += 1;
    const day = changedOn(now);
    if (day !== null) addTo(closed.made, day);
  }
  return items > 0 ? { kind: 'unsettled', items } : { kind: 'closed', ...closed };
};

/**
 * Closes shard by shard; those that are done stay done over calls. Where the vendor may still be asked (`mayAsk`), items whose change
 * was sent are left as they are, and the others end.
 */
export const closeItems = async (
  deps: Basics,
  run: Run,
  mayAsk: boolean,
  budget: CallBudget,
): Promise<ItemsClosed> => {
  const done = new Map<number, Closed>();
  for await (const { shard, counts, made, unknown } of everyRecord(deps.store, shardCounts, {
    runId: run.runId,
  }))
    done.set(shard, { counts, made, unknown });
  let unsettled = 0;
  for (const shard of ALL_SHARDS) {
    if (done.has(shard)) continue;
    if (budget.isSpent()) return { kind: 'more' };
    const result = await closeShard(deps, run, shard, mayAsk, budget);
    if (result.kind === 'more') return result;
    if (result.kind === 'unsettled') {
      unsettled += result.items;
      continue;
    }
    const { counts, made, unknown } = result;
    await deps.store.writeMany([put(shardCounts, { runId: run.runId, shard, counts, made, unknown }, 'any')]);
    done.set(shard, { counts, made, unknown });
  }
  if (unsettled > 0) return { kind: 'unsettled', items: unsettled };
  const sum = { counts: {}, made: {}, unknown: 0 };
  for (const { counts, made, unknown } of done.values()) {
    for (const [state, count] of Object.entries(counts)) addTo(sum.counts, state, count);
    for (const [day, count] of Object.entries(made)) addTo(sum.made, day, count);
    sum.unknown += unknown;
  }
  return { kind: 'closed', ...sum };
};
