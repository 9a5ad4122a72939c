import * as z from 'zod';
import { licenseTierSchema } from '../../domain/account.ts';
import { actualOutcomeSchema } from '../../domain/actual-outcome.ts';
import { idSchema } from '../../domain/ids.ts';
import { instantSchema } from '../../domain/time.ts';
import { workflowSchema } from '../../domain/workflow.ts';
import { listing } from './operation.ts';
import { named, runParams } from './runs.ts';
import { workflowParams } from './workflows.ts';

const actualOutcome = actualOutcomeSchema.meta({
  description:
    '`pending`: nothing yet. `suggested`: the run only suggests, so nothing will come of it. `downgraded`, `deactivated`, `deprovisioned`: the vendor said that it was done; `verified` says whether reading back showed it.',
});

const runOutcome = z
  .strictObject({
    accountId: idSchema('account'),
    personId: idSchema('person').nullable(),
    ...named,
    suggestedOutcome: z.enum(['downgrade', 'deactivate', 'disassociate', 'delete']),
    tierBefore: licenseTierSchema,
    tierAfter: licenseTierSchema,
    actualOutcome,
    verified: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why it came to that, a stable word.' }),
    vendorReason: z.string().nullable(),
    at: instantSchema
      .nullable()
      .meta({ description: 'When the vendor was asked, or the person answered; null where neither was.' }),
  })
  .meta({ id: 'RunOutcome', description: 'What a run meant to do about an account, and what came of it.' });

export const listRunOutcomes = listing({
  operationId: 'listRunOutcomes',
  tag: 'workflows',
  summary: 'What a run meant to do about each account, and what came of it',
  description: 'Of every run, not of the newest alone.',
  path: '/v1/runs/{runId}/outcomes',
  permission: 'runs.read',
  params: runParams,
  filters: { actualOutcome: actualOutcomeSchema.optional() },
  item: runOutcome,
});

const rulesInForce = z
  .strictObject({
    ...workflowSchema.pick({ name: true, rules: true, mode: true, notify: true, noticePeriod: true }).shape,
    firstRunId: idSchema('run'),
    firstStartedAt: instantSchema,
    lastRunId: idSchema('run'),
    lastStartedAt: instantSchema,
    runs: z.int().min(1),
  })
  .meta({ id: 'RulesInForce', description: 'What a workflow said while runs in a row began with it.' });

export const listRuleHistory = listing({
  operationId: 'listRuleHistory',
  tag: 'workflows',
  summary: 'What a workflow said as its runs began with it, newest first',
  description:
    'Every run keeps the copy it started with; what was changed again before any run is not told. Rules of more than 200 runs in a row may come on several pages.',
  path: '/v1/workflows/{workflowId}/rule-history',
  permission: 'runs.read',
  params: workflowParams,
  filters: {},
  item: rulesInForce,
});
