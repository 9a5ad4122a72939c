import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { runItemStateSchema } from '../../domain/export.ts';
import { planItemSchema } from '../../domain/plan-item.ts';
import { runResultsSchema } from '../../domain/run-results.ts';
import { runSchema, waitSchema } from '../../domain/run.ts';
import { instantSchema } from '../../domain/time.ts';
import { evidenceSchema } from '../../domain/evidence.ts';
import { inactivitySchema } from '../../domain/inactivity.ts';
import { verdictSchema } from '../../domain/verdict.ts';
import { noticesField } from './act-notices.ts';
import { givenInstant } from './given.ts';
import { changing, listing, noBody, nothing, reading } from './operation.ts';

export const runParams = z.strictObject({ runId: idSchema('run') });
const params = runParams;

const shownWait = waitSchema.omit({ taskToken: true, stuck: true }).meta({
  description:
    'What the run waits for, or waited for last, and until when at most: answers, a decision on its parked plan, a reconnect, or with `rate` that the vendor or the mail service lets it go on, at `until`. Open while `decision` is null.',
});

/** A run as shown: without the token its machine waits for. */
export const runAnswer = runSchema.omit({ wait: true }).extend({ wait: shownWait.nullable() }).meta({
  id: 'Run',
  description: 'One execution of a workflow, with the workflow and the policy it started with.',
});

export const named = {
  account: z.object({ email: z.string(), vendorAccountId: z.string().nullable() }).nullable(),
  person: z
    .object({ email: z.string(), firstName: z.string().nullable(), lastName: z.string().nullable() })
    .nullable(),
};

const runItem = planItemSchema
  .pick({
    runId: true,
    accountId: true,
    personId: true,
    managerId: true,
    ruleId: true,
    outcome: true,
    tierBefore: true,
    tierAfter: true,
    left: true,
    reason: true,
    vendorReason: true,
    actedAt: true,
    verifiedAt: true,
  })
  .extend({
    state: runItemStateSchema,
    ...named,
    noticedAt: instantSchema.nullable(),
    answerBy: instantSchema.nullable(),
    answeredAt: instantSchema.nullable(),
    answerText: z.string().nullable(),
  })
  .meta({ id: 'RunItem', description: 'One account a run acts on, or with `suggested` would act on.' });

const runVerdict = z
  .object({
    runId: idSchema('run'),
    accountId: idSchema('account'),
    personId: idSchema('person').nullable(),
    ...named,
    verdict: verdictSchema,
    evidence: evidenceSchema,
    inactivity: inactivitySchema,
  })
  .meta({
    id: 'RunVerdict',
    description: 'What a run decided about one account, and everything it was decided from.',
  });

/** Which items; an absent filter lets all through. */
export const itemFilters = {
  state: runItemStateSchema.optional(),
  ruleId: idSchema('rule').optional(),
  personId: idSchema('person').optional(),
  managerId: idSchema('person').optional(),
};

/** When runs began. */
const began = {
  from: givenInstant.optional().meta({ description: 'Runs that began at this moment or later.' }),
  to: givenInstant.optional().meta({ description: 'Runs that began before this moment.' }),
};

export const listRunsOperation = listing({
  operationId: 'listRuns',
  tag: 'workflows',
  summary: 'Runs of all workflows, newest first',
  path: '/v1/runs',
  permission: 'runs.read',
  params: nothing,
  filters: began,
  item: runAnswer,
});

export const listWorkflowRuns = listing({
  operationId: 'listWorkflowRuns',
  tag: 'workflows',
  summary: 'Runs of a workflow, newest first',
  path: '/v1/workflows/{workflowId}/runs',
  permission: 'runs.read',
  params: z.strictObject({ workflowId: idSchema('workflow') }),
  filters: began,
  item: runAnswer,
});

export const runOnce = changing({
  operationId: 'runOnce',
  tag: 'workflows',
  summary: 'Run a workflow now',
  description:
    'Refused (409) while its last run is open (`open-run`), without a working connection (`not-connected`), and in mode act also while the kill switch is on (`kill-switch`) or the connection lacks rights (`cannot-act`).',
  method: 'POST',
  path: '/v1/workflows/{workflowId}/runs',
  permission: 'runs.write',
  params: z.strictObject({ workflowId: idSchema('workflow') }),
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 202,
  answer: runAnswer.extend(noticesField),
  idempotent: true,
});

export const getRun = reading({
  operationId: 'getRun',
  tag: 'workflows',
  summary: 'One run',
  path: '/v1/runs/{runId}',
  permission: 'runs.read',
  params,
  query: nothing,
  answer: runAnswer.extend({
    itemCounts: z.record(z.string(), z.int()).nullable().meta({
      description:
        'Items by state as they stand now; null without a plan, or while one is too long to count.',
    }),
    results: runResultsSchema.nullable().meta({
      description:
        'What came of the plan so far: who was told, who kept the license, what was changed; null without a plan, or while one is too long to count.',
    }),
  }),
});

export const getPlanDifference = reading({
  operationId: 'getPlanDifference',
  tag: 'workflows',
  summary: 'How a run’s plan differs from the one sealed before it',
  path: '/v1/runs/{runId}/plan-difference',
  permission: 'runs.read',
  params,
  query: nothing,
  answer: z.object({ previousRunId: idSchema('run').nullable(), added: z.int(), removed: z.int() }),
});

export const listRunItems = listing({
  operationId: 'listRunItems',
  tag: 'workflows',
  summary: 'The accounts on a run’s plan, or on a suggest run’s list',
  path: '/v1/runs/{runId}/items',
  permission: 'runs.read',
  params,
  filters: itemFilters,
  item: runItem,
});

const exported = reading({
  operationId: 'exportRunItems',
  tag: 'workflows',
  summary: 'The same as CSV',
  description: `Refused (409 \`too-many-rows\`) beyond 1,000 rows: then \`POST /v1/runs/{runId}/exports\`.`,
  path: '/v1/runs/{runId}/items.csv',
  permission: 'runs.read',
  params,
  query: z.strictObject(itemFilters),
  answer: z.string(),
});
export const exportRunItems = { ...exported, answers: { ...exported.answers, type: 'text/csv' as const } };

export const listRunVerdicts = listing({
  operationId: 'listRunVerdicts',
  tag: 'workflows',
  summary: 'What a run decided about every account, and why',
  path: '/v1/runs/{runId}/verdicts',
  permission: 'runs.read',
  params,
  filters: {
    kind: z.enum(['match', 'in-another-plan', 'protected', 'unknown', 'no-match']).optional(),
    reason: z.string().max(50).optional(),
    personId: idSchema('person').optional(),
  },
  item: runVerdict,
});

export const explainRunAccount = reading({
  operationId: 'explainRunAccount',
  tag: 'workflows',
  summary: 'Why an account is in a run’s plan or not',
  path: '/v1/runs/{runId}/accounts/{accountId}',
  permission: 'runs.read',
  params: params.extend({ accountId: idSchema('account') }),
  query: nothing,
  answer: z.object({
    preview: runVerdict.omit({ personId: true, account: true, person: true }),
    recheck: runVerdict.omit({ personId: true, account: true, person: true }).nullable(),
    item: planItemSchema.nullable(),
  }),
});
