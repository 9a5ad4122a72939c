import { type RunResults, tallyResults } from '../../domain/run-results.ts';
import type { Run } from '../../domain/run.ts';
import type { Basics } from '../dependencies.ts';
import { foldShards } from '../runs/run-items.ts';

/** Longer plans are counted by state when their run ends, and not on every look. */
const MOST_COUNTED = 10_000;

/** Items of a run by state, and what came of them; null where there is no plan, or it is too long to count now. */
export interface ItemCounts {
  readonly byState: Readonly<Record<string, number>> | null;
  readonly results: RunResults | null;
}

/** Counts the items of a run as they stand now, in one pass. */
export const countItems = async (deps: Pick<Basics, 'store'>, run: Run): Promise<ItemCounts> => {
  if (run.seal === null || run.seal.size > MOST_COUNTED) return { byState: run.counts, results: null };
  const byState = new Map<string, number>();
  const tally = tallyResults();
  await foldShards(deps, run.runId, async (items) => {
    for await (const item of items) {
      byState.set(item.state, (byState.get(item.state) ?? 0) + 1);
      tally.add(item);
    }
  });
  return { byState: Object.fromEntries(byState), results: tally.results() };
};
