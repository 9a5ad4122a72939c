import type { Run } from '../../domain/run.ts';
import { runPointers, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { ALL_RUNS } from './start-run.ts';

/** A page of a list; `next` is where the following page starts, null at the end. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** Which part of a list to read; `cursor` is a `next` of an earlier page. */
export interface ListRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Runs of one workflow, or of all, newest first. */
export const listRuns = async (
  { store }: Pick<Basics, 'store'>,
  workflowId: string | null,
  { limit, cursor }: ListRequest,
): Promise<ListPage<Run>> => {
  const page = await store.page(
    runPointers,
    { list: workflowId ?? ALL_RUNS },
    { limit, after: cursor, descending: true },
  );
  const found = await store.getMany(
    runs,
    page.records.map(({ runId }) => ({ runId })),
  );
  return { rows: found.flatMap((run) => run ?? []), next: page.next };
};
