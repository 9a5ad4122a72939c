import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { UNRESTRICTED } from '../../../../../shared/domain/rights.ts';
import { put } from '../../../../../shared/records/change.ts';
import { runPointers, runs } from '../../../../../shared/records/runs.ts';
import { listAllRuns, listRunsOfWorkflow } from '../../../../../shared/use-cases/run-queries/list-runs.ts';
import { ALL_RUNS } from '../../../../../shared/use-cases/runs/start-run.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleRun } from '../../../../support/sample-run.ts';

const dayOfMarch = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;

/** A run on each of the first days of March. */
const world = async (days: number) => {
  const data = new RunWorld();
  for (let day = 1; day <= days; day += 1) {
    const startedAt = dayOfMarch(day);
    const runId = `run_${v7({ msecs: Date.parse(startedAt) })}`;
    await data.seed(
      put(runs, sampleRun({ runId, startedAt }), 'any'),
      put(runPointers, { list: IDS.workflow, applicationId: IDS.application, runId }, 'any'),
      put(runPointers, { list: ALL_RUNS, applicationId: IDS.application, runId }, 'any'),
    );
  }
  return { store: data.store };
};

/** Days of all pages, page by page. */
const pagesOf = async (
  read: (after: string | null) => ReturnType<typeof listRunsOfWorkflow>,
): Promise<number[][]> => {
  const pages: number[][] = [];
  let after: string | null = null;
  do {
    const { items, next }: Awaited<ReturnType<typeof read>> = await read(after);
    pages.push(items.map(({ startedAt }) => Number(startedAt.slice(8, 10))));
    after = next;
  } while (after !== null);
  return pages;
};

describe('runs in a time range', () => {
  it('are those that began in it, newest first, and the list ends where it begins', async () => {
    const deps = await world(9);
    const range = { from: dayOfMarch(3), to: dayOfMarch(7) };
    const pages = await pagesOf((after) =>
      listRunsOfWorkflow(deps, IDS.workflow, { limit: 2, after, ...range }),
    );
    // What began a moment too late is read with them, and left out.
    expect(pages).toEqual([[6], [5, 4], [3]]);
    const all = await pagesOf((after) => listAllRuns(deps, { limit: 5, after, ...range }, UNRESTRICTED));
    expect(all).toEqual([[6, 5, 4, 3], []]);
  });

  it('may lack an end', async () => {
    const deps = await world(4);
    const list = (range: object) =>
      pagesOf((after) => listRunsOfWorkflow(deps, IDS.workflow, { limit: 50, after, ...range }));
    expect(await list({ from: dayOfMarch(3) })).toEqual([[4, 3]]);
    expect(await list({ to: dayOfMarch(3) })).toEqual([[2, 1]]);
    expect(await list({})).toEqual([[4, 3, 2, 1]]);
    expect(await list({ from: dayOfMarch(9) })).toEqual([[]]);
  });
});
