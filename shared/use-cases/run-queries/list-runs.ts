import type { Run } from '../../domain/run.ts';
import { runPointers, runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';

/** A page of runs, newest first: of one workflow, or with `all` of all. */
export const listRuns = async (
  { store }: Pick<Basics, 'store'>,
  list: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: Run[]; readonly next: string | null }> => {
  const { records, next } = await store.page(runPointers, { list }, { ...page, descending: true });
  const found = await store.getMany(
    runs,
    records.map(({ runId }) => ({ runId })),
  );
  return { items: found.filter((run) => run !== undefined), next };
};
