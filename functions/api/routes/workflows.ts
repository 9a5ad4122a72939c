import {
  clearScheduleOperation,
  createWorkflowOperation,
  deleteWorkflowOperation,
  editWorkflowOperation,
  getWorkflow,
  listWorkflows,
  pauseWorkflowOperation,
  resumeWorkflowOperation,
  setScheduleOperation,
  switchModeOperation,
} from '../../../shared/contracts/api/workflows.ts';
import { nextDates } from '../../../shared/domain/schedule-dates.ts';
import type { Workflow } from '../../../shared/domain/workflow.ts';
import { workflows } from '../../../shared/records/applications.ts';
import { createWorkflow } from '../../../shared/use-cases/workflows/create-workflow.ts';
import { deleteWorkflow } from '../../../shared/use-cases/workflows/delete-workflow.ts';
import { editWorkflow } from '../../../shared/use-cases/workflows/edit-workflow.ts';
import { loadWorkflow } from '../../../shared/use-cases/workflows/load-workflow.ts';
import { warningsOf } from '../../../shared/use-cases/workflows/rule-checks.ts';
import { pauseWorkflow, setWorkflowSchedule } from '../../../shared/use-cases/workflows/schedule-workflow.ts';
import { switchMode } from '../../../shared/use-cases/workflows/switch-mode.ts';
import type { ApiDependencies } from '../api-context.ts';
import { userAsking } from '../../../shared/runtime/identity.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { noticesOf } from '../notices-of.ts';
import { countMatches } from '../match-preview.ts';
import { filteredPage } from '../record-page.ts';

const DATES_SHOWN = 3;

const shown = ({ clock }: ApiDependencies, workflow: Workflow) => {
  const { schedule, scheduledAt, paused, createdAt, rules } = workflow;
  const dates =
    schedule === null || paused
      ? []
      : nextDates(schedule, scheduledAt ?? createdAt, clock.now(), DATES_SHOWN);
  return { ...workflow, nextDates: dates, warnings: warningsOf(rules) };
};

export const workflowRoutes: readonly ApiRoute[] = [
  listRoute(listWorkflows, async ({ deps }, { query }, page) => {
    const keep = ({ instanceId }: Workflow) =>
      query.instanceId === undefined || instanceId === query.instanceId;
    const { items, next } = await filteredPage(deps.store, workflows, {}, page, keep);
    return { items: items.map((workflow) => shown(deps, workflow)), next };
  }),
  route(createWorkflowOperation, async (context, { body }) => {
    const { deps, caller } = context;
    const { instanceId, ...draft } = body;
    const { user } = userAsking(context);
    return shown(deps, await createWorkflow(deps, caller, { instanceId, createdBy: user.userId, draft }));
  }),
  route(getWorkflow, async ({ deps }, { params }) =>
    shown(deps, await loadWorkflow(deps, params.workflowId)),
  ),
  route(editWorkflowOperation, async ({ deps, caller }, { params, body, expectedVersion }) =>
    shown(deps, await editWorkflow(deps, caller, { ...params, expectedVersion, draft: body })),
  ),
  route(deleteWorkflowOperation, ({ deps, caller }, { params, expectedVersion }) =>
    deleteWorkflow(deps, caller, { ...params, expectedVersion }),
  ),
  route(switchModeOperation, async ({ deps, caller }, { params, body, expectedVersion }) => {
    const change = { ...params, ...body, expectedVersion };
    const workflow = await switchMode({ ...deps, countMatches: countMatches(deps) }, caller, change);
    return { ...shown(deps, workflow), notices: noticesOf(workflow) };
  }),
  route(setScheduleOperation, async ({ deps, caller }, { params, body }) =>
    shown(deps, await setWorkflowSchedule(deps, caller, { ...params, schedule: body })),
  ),
  route(clearScheduleOperation, async ({ deps, caller }, { params }) =>
    shown(deps, await setWorkflowSchedule(deps, caller, { ...params, schedule: null })),
  ),
  route(pauseWorkflowOperation, async ({ deps, caller }, { params }) =>
    shown(deps, await pauseWorkflow(deps, caller, { ...params, paused: true })),
  ),
  route(resumeWorkflowOperation, async ({ deps, caller }, { params }) =>
    shown(deps, await pauseWorkflow(deps, caller, { ...params, paused: false })),
  ),
];
