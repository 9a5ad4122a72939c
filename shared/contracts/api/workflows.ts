import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { givenScheduleSchema } from '../../domain/schedule-dates.ts';
import { instantSchema } from '../../domain/time.ts';
import { noticePeriodSchema, ruleSchema, workflowSchema } from '../../domain/workflow.ts';
import { noticesField } from './act-notices.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';

export const workflowParams = z.strictObject({ workflowId: idSchema('workflow') });

const draftRule = ruleSchema
  .extend({ ruleId: idSchema('rule').optional() })
  .meta({ id: 'DraftRule', description: 'A rule as sent; one without `ruleId` is new.' });

export const draftRules = z
  .array(draftRule)
  .min(1)
  .max(50)
  .meta({ description: 'The first rule that matches wins.' });

const warning = z.object({
  code: z.enum(['matches-everybody', 'cannot-be-undone']),
  ruleId: idSchema('rule'),
  message: z.string(),
});

export const workflowAnswer = workflowSchema
  .extend({
    nextDates: z
      .array(instantSchema)
      .meta({ description: 'The next three times it runs by itself; none while paused.' }),
    warnings: z.array(warning).meta({ description: 'What is allowed and worth a second look.' }),
  })
  .meta({ id: 'Workflow' });

const draft = z.strictObject({
  name: workflowSchema.shape.name,
  rules: draftRules,
  notify: z.boolean().default(true),
  noticePeriod: noticePeriodSchema
    .optional()
    .meta({ description: 'The policy’s unless given.', example: 'P7D' }),
  answerReason: workflowSchema.shape.answerReason.default('optional'),
});

export const listWorkflows = listing({
  operationId: 'listWorkflows',
  tag: 'workflows',
  summary: 'Workflows, oldest first',
  path: '/v1/workflows',
  permission: 'workflows.read',
  params: nothing,
  filters: { instanceId: idSchema('instance').optional() },
  item: workflowAnswer,
});

export const createWorkflowOperation = changing({
  operationId: 'createWorkflow',
  tag: 'workflows',
  summary: 'Make a workflow',
  description: 'It only suggests until it is switched to act.',
  method: 'POST',
  path: '/v1/workflows',
  permission: 'workflows.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: draft.extend({ instanceId: idSchema('instance') }),
  status: 201,
  answer: workflowAnswer,
  versioned: true,
  idempotent: true,
});

export const getWorkflow = reading({
  operationId: 'getWorkflow',
  tag: 'workflows',
  summary: 'One workflow',
  path: '/v1/workflows/{workflowId}',
  permission: 'workflows.read',
  params: workflowParams,
  query: nothing,
  answer: workflowAnswer,
  versioned: true,
});

export const editWorkflowOperation = changing({
  operationId: 'editWorkflow',
  tag: 'workflows',
  summary: 'Replace what a workflow says',
  description: 'Open runs go on with the copy they started with.',
  method: 'PUT',
  path: '/v1/workflows/{workflowId}',
  permission: 'workflows.write',
  params: workflowParams,
  query: nothing,
  reads: 'json',
  body: draft,
  status: 200,
  answer: workflowAnswer,
  versioned: true,
  ifMatch: true,
});

export const deleteWorkflowOperation = changing({
  operationId: 'deleteWorkflow',
  tag: 'workflows',
  summary: 'Delete a workflow without an open run',
  method: 'DELETE',
  path: '/v1/workflows/{workflowId}',
  permission: 'workflows.write',
  params: workflowParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
  ifMatch: true,
});

export const switchModeOperation = changing({
  operationId: 'switchMode',
  tag: 'workflows',
  summary: 'Switch between suggest and act',
  description:
    'Acting is refused (409) while the connection lacks the rights the rules need (`cannot-act`, `not-connected`), and while the rules match more than half of the licensed accounts (`matches-too-many`) unless `acceptMatches` is sent.',
  method: 'PUT',
  path: '/v1/workflows/{workflowId}/mode',
  permission: 'workflows.write',
  params: workflowParams,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ mode: workflowSchema.shape.mode, acceptMatches: z.boolean().default(false) }),
  status: 200,
  answer: workflowAnswer.extend(noticesField),
  versioned: true,
  ifMatch: true,
});

export const setScheduleOperation = changing({
  operationId: 'setSchedule',
  tag: 'workflows',
  summary: 'Set when a workflow runs by itself',
  description:
    'EventBridge Scheduler’s cron fields with a time zone, or a rate. Sending the same again is harmless.',
  method: 'PUT',
  path: '/v1/workflows/{workflowId}/schedule',
  permission: 'workflows.write',
  params: workflowParams,
  query: nothing,
  reads: 'json',
  body: givenScheduleSchema,
  status: 200,
  answer: workflowAnswer,
  versioned: true,
});

export const clearScheduleOperation = changing({
  operationId: 'clearSchedule',
  tag: 'workflows',
  summary: 'Let a workflow run only when told to',
  method: 'DELETE',
  path: '/v1/workflows/{workflowId}/schedule',
  permission: 'workflows.write',
  params: workflowParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 200,
  answer: workflowAnswer,
  versioned: true,
});

const pauseOrResume = (operationId: string, word: 'pause' | 'resume', summary: string) =>
  changing({
    operationId,
    tag: 'workflows',
    summary,
    method: 'POST',
    path: `/v1/workflows/{workflowId}/${word}`,
    permission: 'workflows.write',
    params: workflowParams,
    query: nothing,
    reads: 'nothing',
    body: noBody,
    status: 200,
    answer: workflowAnswer,
    versioned: true,
  });

export const pauseWorkflowOperation = pauseOrResume(
  'pauseWorkflow',
  'pause',
  'Pause a workflow’s schedule; it can still be run by hand',
);
export const resumeWorkflowOperation = pauseOrResume(
  'resumeWorkflow',
  'resume',
  'Let a paused workflow’s schedule go on',
);
