import type { Restriction } from '../../domain/rights.ts';
import { firstIdAt } from '../../domain/id-time.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { runPointers, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { growingPages, mergeDescending } from '../merge-descending.ts';
import { ALL_RUNS } from '../runs/start-run.ts';

interface Request {
  readonly limit: number;
  /** The last run of the page before. */
  readonly after: string | null;
  /** Runs that began at this moment or later. */
  readonly from?: Instant | undefined;
  /** Runs that began before this moment. */
  readonly to?: Instant | undefined;
}

/** A run's id is made within this of the moment it is said to have begun, by whichever clock. */
const SLACK_MS = 60_000;

interface PageOfRuns {
  readonly items: Run[];
  readonly next: string | null;
}

/** Reads a page of lists that are merged, newest first: one query a list at least, 500 for a role of 500 applications. */
const pageOf = async (
  { store }: Pick<Basics, 'store'>,
  lists: readonly string[],
  { limit, after, from, to }: Request,
): Promise<PageOfRuns> => {
  // Ids begin with the moment they were made at, so that what is too new is not even read.
  const end = to === undefined ? null : firstIdAt('run', plusMs(to, SLACK_MS));
  const bound = after ?? end;
  const below = bound === null ? {} : { to: bound };
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
  const read = found.filter((run) => run !== undefined);
  const isOver = from !== undefined && read.some(({ startedAt }) => startedAt < plusMs(from, -SLACK_MS));
  return {
    items: read.filter(
      ({ startedAt }) => (from === undefined || startedAt >= from) && (to === undefined || startedAt < to),
    ),
    next: more && !isOver ? (ids.at(-1) ?? null) : null,
  };
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
