import type { Restriction } from '../../domain/rights.ts';
import type { Run } from '../../domain/run.ts';
import { runPointers, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { growingPages, mergeDescending } from '../merge-descending.ts';
import { ALL_RUNS } from '../runs/start-run.ts';

interface Request {
  readonly limit: number;
  /** The last run of the page before. */
  readonly after: string | null;
}

interface PageOfRuns {
  readonly items: Run[];
  readonly next: string | null;
}

/** Reads a page of lists that are merged, newest first: one query a list at least, 500 for a role of 500 applications. */
const pageOf = async (
  { store }: Pick<Basics, 'store'>,
  lists: readonly string[],
  { limit, after }: Request,
): Promise<PageOfRuns> => {
  const below = after === null ? {} : { to: after };
  const many = { wanted: limit + 1, sources: lists.length };
  const sources = lists.map((list) =>
    growingPages((page) => store.page(runPointers, { list }, { ...page, ...below, descending: true }), many),
  );
  const ids: string[] = [];
  let more = false;
  for await (const { runId } of mergeDescending(sources, (pointer) => pointer.runId)) {
    // The bound was the last of the page before.
    if (runId === after) continue;
    more = ids.length === limit;
    if (more) break;
    ids.push(runId);
  }
  const found = await store.getMany(
    runs,
    ids.map((runId) => ({ runId })),
  );
  return { items: found.filter((run) => run !== undefined), next: more ? (ids.at(-1) ?? null) : null };
};

/** A page of all runs that a restriction reaches, newest first; of those it does not, nothing is read. */
export const listAllRuns = (
  deps: Pick<Basics, 'store'>,
  page: Request,
  restriction: Restriction,
): Promise<PageOfRuns> =>
  pageOf(deps, restriction.kind === 'none' ? [ALL_RUNS] : [...new Set(restriction.applicationIds)], page);

/** A page of the runs of a workflow, newest first. */
export const listRunsOfWorkflow = (
  deps: Pick<Basics, 'store'>,
  workflowId: string,
  page: Request,
): Promise<PageOfRuns> => pageOf(deps, [workflowId], page);
