import * as z from 'zod';
import { evidenceSchema } from '../domain/evidence.ts';
import { idSchema } from '../domain/ids.ts';
import { type PlanItem, planItemSchema } from '../domain/plan-item.ts';
import { shardOf } from '../domain/plan.ts';
import { type Run, runSchema } from '../domain/run.ts';
import { instantSchema } from '../domain/time.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { OF_RUN, OF_RUN_IN_RECORD } from './belongs.ts';
import { collection, technicalCollection } from './collection.ts';

export const runs = collection<Run, { runId: string }, { runId: string }>({
  name: 'run',
  table: 'runs',
  belongs: {
    by: 'itself',
    thing: 'run',
    id: ({ runId }) => runId,
    application: ({ workflow }) => workflow.applicationId,
  },
  schema: runSchema,
  at: ({ runId }) => ({ partition: `run#${runId}`, sort: 'run' }),
  within: ({ runId }) => `run#${runId}`,
});

const runPointerSchema = z.strictObject({
  list: z.string(),
  runId: idSchema('run'),
  /** The application of the run. */
  applicationId: idSchema('application'),
});

/** Runs in order of their start, in the lists of their workflow and of their application (by id) and in the list of all (`all`). */
export const runPointers = collection<
  z.infer<typeof runPointerSchema>,
  { list: string; runId: string },
  { list: string }
>({
  name: 'run-pointer',
  table: 'runs',
  belongs: { by: 'application', application: ({ applicationId }) => applicationId, without: 'hidden' },
  schema: runPointerSchema,
  at: ({ list, runId }) => ({ partition: `run-list#${list}`, sort: runId }),
  within: ({ list }) => `run-list#${list}`,
});

const openRunSchema = z.strictObject({ workflowId: idSchema('workflow'), runId: idSchema('run') });

/** The one open run of a workflow; exists exactly while it is open. A run of a file has a workflow id of its own. */
export const openRuns = collection<z.infer<typeof openRunSchema>, { workflowId: string }, object>({
  name: 'open-run',
  table: 'runs',
  belongs: OF_RUN_IN_RECORD,
  schema: openRunSchema,
  at: ({ workflowId }) => ({ partition: 'open-runs', sort: workflowId }),
  within: () => 'open-runs',
});

const unclosedRunSchema = z.strictObject({ runId: idSchema('run') });

/** Every run that ended and whose items are not all ended and counted yet. */
export const unclosedRuns = collection<z.infer<typeof unclosedRunSchema>, { runId: string }, object>({
  name: 'unclosed-run',
  table: 'runs',
  belongs: OF_RUN_IN_RECORD,
  schema: unclosedRunSchema,
  at: ({ runId }) => ({ partition: 'unclosed-runs', sort: runId }),
  within: () => 'unclosed-runs',
});

/** A verdict with its evidence, one for every account of the pull. */
export const runVerdictSchema = z.strictObject({
  runId: idSchema('run'),
  accountId: idSchema('account'),
  evidence: evidenceSchema,
  verdict: verdictSchema,
});
export type RunVerdict = z.infer<typeof runVerdictSchema>;

/** What a preview decided, sharded by account. */
export const runVerdicts = technicalCollection<
  RunVerdict,
  { runId: string; accountId: string },
  { runId: string; shard: number }
>({
  name: 'run-verdict',
  table: 'runs',
  belongs: OF_RUN,
  schema: runVerdictSchema,
  at: ({ runId, accountId }) => ({
    partition: `verdicts#${runId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ runId, shard }) => `verdicts#${runId}#${String(shard)}`,
});

const personVerdictSchema = z.strictObject({
  personId: idSchema('person'),
  /** When the run decided. */
  at: instantSchema,
  runId: idSchema('run'),
  accountId: idSchema('account'),
});

/** The runs that listed an account of somebody, or would have but for what protects it, in the order of their decisions. */
export const personVerdicts = technicalCollection<
  z.infer<typeof personVerdictSchema>,
  z.infer<typeof personVerdictSchema>,
  { personId: string }
>({
  name: 'person-verdict',
  table: 'runs',
  belongs: OF_RUN_IN_RECORD,
  schema: personVerdictSchema,
  at: ({ personId, at, runId, accountId }) => ({
    partition: `verdicts-of-person#${personId}`,
    sort: `${at}#${runId}#${accountId}`,
  }),
  within: ({ personId }) => `verdicts-of-person#${personId}`,
});

/** The fresh evidence an item was judged by before acting, where it differs from the sealed one. */
export const recheckVerdicts = technicalCollection<
  RunVerdict,
  { runId: string; accountId: string },
  { runId: string; shard: number }
>({
  name: 'recheck-verdict',
  table: 'runs',
  belongs: OF_RUN,
  schema: runVerdictSchema,
  at: ({ runId, accountId }) => ({
    partition: `recheck#${runId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ runId, shard }) => `recheck#${runId}#${String(shard)}`,
});

export const planItems = collection<
  PlanItem,
  { runId: string; accountId: string },
  { runId: string; shard: number }
>({
  name: 'plan-item',
  table: 'runs',
  belongs: OF_RUN,
  schema: planItemSchema,
  at: ({ runId, accountId }) => ({
    partition: `items#${runId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ runId, shard }) => `items#${runId}#${String(shard)}`,
});

const claimSchema = z.strictObject({ accountId: idSchema('account'), runId: idSchema('run') });

/** Which open plan holds an account: one at most. */
export const claims = collection<z.infer<typeof claimSchema>, { accountId: string }, { accountId: string }>({
  name: 'claim',
  table: 'runs',
  belongs: OF_RUN_IN_RECORD,
  schema: claimSchema,
  at: ({ accountId }) => ({ partition: `claim#${accountId}`, sort: 'claim' }),
  within: ({ accountId }) => `claim#${accountId}`,
});

const answerTextSchema = z.strictObject({
  runId: idSchema('run'),
  accountId: idSchema('account'),
  text: z.string().max(1000),
});

/** What somebody wrote when they kept a license: free text, kept beside the item and out of every hash. */
export const answerTexts = technicalCollection<
  z.infer<typeof answerTextSchema>,
  { runId: string; accountId: string },
  { runId: string }
>({
  name: 'answer-text',
  table: 'runs',
  belongs: OF_RUN,
  schema: answerTextSchema,
  at: ({ runId, accountId }) => ({ partition: `answers#${runId}`, sort: accountId }),
  within: ({ runId }) => `answers#${runId}`,
});

const stepPauseSchema = z.strictObject({
  runId: idSchema('run'),
  step: z.enum(['notify', 'act']),
  shard: z.int().min(0),
  notBefore: instantSchema,
});

/** Until when a shard has nothing to call for, since a rate or quota said so: what a worker leaves for the one after it. */
export const stepPauses = technicalCollection<
  z.infer<typeof stepPauseSchema>,
  { runId: string; step: 'notify' | 'act'; shard: number },
  { runId: string }
>({
  name: 'step-pause',
  table: 'runs',
  belongs: OF_RUN,
  schema: stepPauseSchema,
  at: ({ runId, step, shard }) => ({ partition: `step-pauses#${runId}`, sort: `${step}#${String(shard)}` }),
  within: ({ runId }) => `step-pauses#${runId}`,
  expiresAt: ({ notBefore }) => notBefore,
});

const shardCountsSchema = z.strictObject({
  runId: idSchema('run'),
  shard: z.int().min(0),
  counts: z.record(z.string(), z.int()),
  /** Accounts of the shard that were changed, or may have been, by UTC day. */
  made: z.record(z.string(), z.int()).default({}),
  /** Items whose change was sent, and of which nobody could read what came of it. */
  unknown: z.int().min(0).default(0),
});

/** The items of a shard by state, counted once all of them had ended. */
export const shardCounts = technicalCollection<
  z.infer<typeof shardCountsSchema>,
  { runId: string; shard: number },
  { runId: string }
>({
  name: 'shard-counts',
  table: 'runs',
  belongs: OF_RUN,
  schema: shardCountsSchema,
  at: ({ runId, shard }) => ({ partition: `shard-counts#${runId}`, sort: String(shard).padStart(4, '0') }),
  within: ({ runId }) => `shard-counts#${runId}`,
});
