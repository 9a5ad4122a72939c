import {
  cancelRunOperation,
  endWaitOperation,
  redriveRunOperation,
  releasePlanOperation,
} from '../../../shared/contracts/api/run-decisions.ts';
import { listRuleHistory, listRunOutcomes } from '../../../shared/contracts/api/run-outcomes.ts';
import {
  explainRunAccount,
  exportRunItems,
  getPlanDifference,
  getRun,
  listRunItems,
  listRunVerdicts,
  listRunsOperation,
  listWorkflowRuns,
  runOnce,
} from '../../../shared/contracts/api/runs.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';
import { inactivityOf } from '../../../shared/domain/inactivity.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { ConflictError, NotFoundError } from '../../../shared/errors.ts';
import { explainAccount } from '../../../shared/use-cases/preview/explain-account.ts';
import { planDifference } from '../../../shared/use-cases/preview/plan-difference.ts';
import { countItems } from '../../../shared/use-cases/run-queries/count-items.ts';
import { listItems } from '../../../shared/use-cases/run-queries/list-items.ts';
import { listOutcomes } from '../../../shared/use-cases/run-queries/list-outcomes.ts';
import { listAllRuns, listRunsOfWorkflow } from '../../../shared/use-cases/run-queries/list-runs.ts';
import { ruleHistory } from '../../../shared/use-cases/run-queries/rule-history.ts';
import { listVerdicts } from '../../../shared/use-cases/run-queries/list-verdicts.ts';
import { cancelRun } from '../../../shared/use-cases/runs/cancel-run.ts';
import { endWait } from '../../../shared/use-cases/runs/end-wait.ts';
import { redriveRun } from '../../../shared/use-cases/runs/redrive-run.ts';
import { releasePlan } from '../../../shared/use-cases/runs/release-plan.ts';
import { loadRun } from '../../../shared/use-cases/runs/run-progress.ts';
import { type StartRunResult, startRun } from '../../../shared/use-cases/runs/start-run.ts';
import { loadWorkflow } from '../../../shared/use-cases/workflows/load-workflow.ts';
import { userAsking } from '../../../shared/runtime/identity.ts';
import { type ApiRoute, type ListPage, fileRoute, listRoute, route } from '../api-route.ts';
import { noticesOf } from '../notices-of.ts';
import { itemsCsv } from '../items-csv.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

const shown = ({ wait, ...run }: Run) => {
  if (wait === null) return { ...run, wait };
  const { phase, until, decision } = wait;
  return { ...run, wait: { phase, until, decision } };
};

const runPage = ({ items, next }: ListPage<Run>) => ({ items: items.map(shown), next });

/** A verdict with how the days were counted that its account is unused for. */
const withInactivity = <V extends { readonly evidence: Evidence }>(verdict: V) => ({
  ...verdict,
  inactivity: inactivityOf(verdict.evidence),
});

const REFUSALS = {
  paused: 'The workflow is paused.',
  'not-connected': 'The instance has no working connection. Connect it first.',
  'cannot-act': 'The connection was not granted what these rules need.',
  'kill-switch': 'The kill switch is on: nothing may act.',
} as const;

const started = (result: StartRunResult): Run => {
  if (result.kind === 'started') return result.run;
  if (result.kind === 'open-run')
    throw new ConflictError('open-run', `The workflow’s run ${result.runId} is still open.`);
  throw new ConflictError(result.reason, REFUSALS[result.reason]);
};

export const runRoutes: readonly ApiRoute[] = [
  listRoute(listRunsOperation, async ({ deps, rights }, { query: { from, to } }, page) =>
    runPage(await listAllRuns(deps, { ...page, from, to }, rights.restriction)),
  ),
  listRoute(listWorkflowRuns, async ({ deps }, { params, query: { from, to } }, page) =>
    runPage(await listRunsOfWorkflow(deps, params.workflowId, { ...page, from, to })),
  ),
  listRoute(listRuleHistory, ({ deps }, { params }, page) => ruleHistory(deps, params.workflowId, page)),
  route(runOnce, async ({ deps, caller }, { params }) => {
    await loadWorkflow(deps, params.workflowId);
    const run = started(await startRun(deps, caller, params.workflowId, { source: 'user' }));
    return { ...shown(run), notices: noticesOf(run.workflow) };
  }),
  route(getRun, async ({ deps }, { params }) => {
    const run = await loadRun(deps, params.runId);
    const { byState, results } = await countItems(deps, run);
    return { ...shown(run), itemCounts: byState === null ? null : { ...byState }, results };
  }),
  route(getPlanDifference, async ({ deps }, { params }) =>
    planDifference(deps, await loadRun(deps, params.runId)),
  ),
  listRoute(listRunItems, async ({ deps }, { params, query }, { limit, after }) => {
    const run = await loadRun(deps, params.runId);
    return shardPage(await listItems(deps, run, query, { limit, after: shardPosition(after) }));
  }),
  listRoute(listRunOutcomes, async ({ deps }, { params, query }, { limit, after }) => {
    const run = await loadRun(deps, params.runId);
    return shardPage(
      await listOutcomes(deps, run, query.actualOutcome, { limit, after: shardPosition(after) }),
    );
  }),
  fileRoute(exportRunItems, (context, { params, query }) => itemsCsv(context, params.runId, query)),
  listRoute(listRunVerdicts, async ({ deps }, { params, query }, { limit, after }) => {
    const run = await loadRun(deps, params.runId);
    const page = await listVerdicts(deps, run, query, { limit, after: shardPosition(after) });
    return shardPage({ ...page, items: page.items.map(withInactivity) });
  }),
  route(explainRunAccount, async ({ deps }, { params }) => {
    await loadRun(deps, params.runId);
    const explanation = await explainAccount(deps, params.runId, params.accountId);
    if (explanation === undefined)
      throw new NotFoundError(`The run has not judged an account ${params.accountId}.`);
    const { preview, recheck, item } = explanation;
    return {
      preview: withInactivity(preview),
      recheck: recheck === null ? null : withInactivity(recheck),
      item,
    };
  }),
  route(endWaitOperation, async ({ deps, caller }, { params }) => {
    const { kind } = await endWait(deps, caller, params.runId, { by: 'admin' });
    if (kind !== 'ended') throw new ConflictError('not-waiting', 'The run does not wait for answers now.');
    return shown(await loadRun(deps, params.runId));
  }),
  route(releasePlanOperation, async (context, { params, body }) => {
    const { userId } = userAsking(context).user;
    const { deps, caller } = context;
    return shown(await releasePlan(deps, caller, { ...params, ...body, userId }));
  }),
  route(redriveRunOperation, async ({ deps, caller }, { params }) => {
    const { kind, run } = await redriveRun(deps, caller, params.runId);
    if (kind === 'running') throw new ConflictError('not-stopped', 'The run goes on: it has not stopped.');
    if (kind === 'over') throw new ConflictError('run-ended', 'The run has ended, or is being cancelled.');
    return shown(run);
  }),
  route(cancelRunOperation, async ({ deps, caller }, { params }) => {
    const { kind, run } = await cancelRun(deps, caller, params.runId);
    if (kind === 'over') throw new ConflictError('run-ended', `The run is ${run.status} already.`);
    return shown(run);
  }),
];
