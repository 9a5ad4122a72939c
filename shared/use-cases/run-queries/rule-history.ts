import type { Run } from '../../domain/run.ts';
import type { Instant } from '../../domain/time.ts';
import type { Workflow } from '../../domain/workflow.ts';
import type { Basics } from '../dependencies.ts';
import { listRunsOfWorkflow } from './list-runs.ts';

/** Rules of a workflow as runs in a row began with them. */
export interface RulesInForce extends Pick<Workflow, 'name' | 'rules' | 'mode' | 'notify' | 'noticePeriod'> {
  /** The oldest run with them, and the newest. */
  readonly firstRunId: string;
  readonly firstStartedAt: Instant;
  readonly lastRunId: string;
  readonly lastStartedAt: Instant;
  readonly runs: number;
}

/** Runs looked at for one page: each has its workflow and policy with it. */
const RUNS_AT_ONCE = 200;

const told = ({ name, rules, mode, notify, noticePeriod }: Workflow) => ({
  ...{ name, rules, mode, notify, noticePeriod },
});

const inRow = (runs: readonly Run[]): RulesInForce[] => {
  const found: { readonly text: string; readonly rules: RulesInForce }[] = [];
  for (const { runId, startedAt, workflow } of runs) {
    const text = JSON.stringify(told(workflow));
    const last = found.at(-1);
    const first = { firstRunId: runId, firstStartedAt: startedAt };
    if (last?.text === text) {
      const rules = { ...last.rules, ...first, runs: last.rules.runs + 1 };
      found.splice(-1, 1, { text, rules });
    } else {
      const rules = { ...told(workflow), ...first, lastRunId: runId, lastStartedAt: startedAt, runs: 1 };
      found.push({ text, rules });
    }
  }
  return found.map(({ rules }) => rules);
};

/**
 * What a workflow said, as its runs began with it, newest first: every run keeps the copy it started with, and what no run used is told
 * nowhere. `after` is the oldest run of the page before. Rules that more runs had than are looked at for a page come on several.
 */
export const ruleHistory = async (
  deps: Pick<Basics, 'store'>,
  workflowId: string,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: readonly RulesInForce[]; readonly next: string | null }> => {
  const { items: runs, next } = await listRunsOfWorkflow(deps, workflowId, { limit: RUNS_AT_ONCE, after });
  const all = inRow(runs);
  // The last may go on with runs behind these.
  const whole = next === null || all.length === 1 ? all : all.slice(0, -1);
  const items = whole.slice(0, limit);
  const isLast = next === null && items.length === all.length;
  return { items, next: isLast ? null : (items.at(-1)?.firstRunId ?? next) };
};
