import { describe, expect, it } from 'vitest';
import { put } from '../../../../../shared/records/change.ts';
import { runPointers, runs } from '../../../../../shared/records/runs.ts';
import { ruleHistory } from '../../../../../shared/use-cases/run-queries/rule-history.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleRun, sampleWorkflow } from '../../../../support/sample-run.ts';

const idOf = (index: number): string => `run_00000000-${String(index).padStart(4, '0')}`;

/** Runs of a workflow that had these names in turn; a name stands for all that it said. */
const world = async (names: readonly string[]) => {
  const data = new RunWorld();
  for (const [index, name] of names.entries()) {
    const runId = idOf(index);
    const workflow = sampleWorkflow({ name, version: index + 1 });
    await data.seed(
      put(runs, sampleRun({ runId, workflow }), 'any'),
      put(runPointers, { list: IDS.workflow, applicationId: IDS.application, runId }, 'any'),
    );
  }
  return { store: data.store };
};

const everyPage = async (deps: Awaited<ReturnType<typeof world>>, limit: number) => {
  const found: [string, string, string, number][] = [];
  let after: string | null = null;
  let pages = 0;
  do {
    const { items, next }: Awaited<ReturnType<typeof ruleHistory>> = await ruleHistory(deps, IDS.workflow, {
      limit,
      after,
    });
    found.push(
      ...items.map((one): [string, string, string, number] => [
        one.name,
        one.firstRunId,
        one.lastRunId,
        one.runs,
      ]),
    );
    after = next;
    pages += 1;
  } while (after !== null);
  return { found, pages };
};

describe('the history of rules', () => {
  it('tells what runs in a row began with, newest first, also where a version changed nothing they say', async () => {
    const deps = await world(['first', 'first', 'second', 'first', 'third', 'third']);
    const expected = [
      ['third', idOf(4), idOf(5), 2],
      ['first', idOf(3), idOf(3), 1],
      ['second', idOf(2), idOf(2), 1],
      ['first', idOf(0), idOf(1), 2],
    ];
    expect(await everyPage(deps, 50)).toEqual({ found: expected, pages: 1 });
    expect(await everyPage(deps, 3)).toEqual({ found: expected, pages: 2 });
    expect(await everyPage(deps, 1)).toEqual({ found: expected, pages: 4 });
  });

  it('keeps rules together that go on behind what is read for a page, and begins anew with more than that', async () => {
    const long = Array.from({ length: 150 }, () => 'long');
    const deps = await world([...long, ...Array.from({ length: 100 }, () => 'newer')]);
    expect((await everyPage(deps, 50)).found.map(([name, , , runs]) => [name, runs])).toEqual([
      ['newer', 100],
      ['long', 150],
    ]);
    const more = await world(Array.from({ length: 250 }, () => 'same'));
    expect((await everyPage(more, 50)).found.map(([, , , runs]) => runs)).toEqual([200, 50]);
  });

  it('is empty without a run', async () => {
    expect(await everyPage(await world([]), 50)).toEqual({ found: [], pages: 1 });
  });
});
