import type { Run } from '../../domain/run.ts';
import type { Basics } from '../dependencies.ts';
import { foldShards } from '../runs/run-items.ts';

/** Plans beyond this are counted when their run ends, not on every look. */
const MOST_COUNTED = 10_000;

/** Items of a run by state: as counted when it ended, or as they stand now; null where there is no plan or it is too long to count. */
export const countItems = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
): Promise<Readonly<Record<string, number>> | null> => {
  if (run.counts !== null) return run.counts;
  if (run.seal === null || run.seal.size > MOST_COUNTED) return null;
  const counts = new Map<string, number>();
  await foldShards(deps, run.runId, async (items) => {
    for await (const { state } of items) counts.set(state, (counts.get(state) ?? 0) + 1);
  });
  return Object.fromEntries(counts);
};
