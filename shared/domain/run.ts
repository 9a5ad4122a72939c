import * as z from 'zod';
import { idSchema } from './ids.ts';
import { limitTripSchema } from './limits.ts';
import { policySchema } from './policy.ts';
import { instantSchema } from './time.ts';
import { workflowSchema } from './workflow.ts';

export const runStageSchema = z.enum([
  'pull',
  'preview',
  'guard',
  'notify',
  'wait',
  'recheck',
  'act',
  'verify',
  'report',
]);

/**
 * Open, or how a run ended. `listed` is a suggest run's end; `empty` one whose plan had nobody in it; `unfit` one whose data was not fit
 * to plan from, being odd or too old: nobody was told and nothing was changed.
 */
export const runStatusSchema = z.enum([
  'open',
  'completed',
  'listed',
  'empty',
  'unfit',
  'cancelled',
  'expired',
  'failed',
]);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** What a run waits for: answers, a decision on its parked plan, a reconnect, or that a rate or quota lets it go on. */
export const waitPhaseSchema = z.enum(['answers', 'parked', 'reconnect', 'rate']);
export type WaitPhase = z.infer<typeof waitPhaseSchema>;

/**
 * How a wait ended: its moment came, an admin ended it early, the run was cancelled, it expired, the connection is back, or a second
 * person released the parked plan.
 */
export const waitDecisionSchema = z.enum([
  'deadline',
  'ended-early',
  'cancelled',
  'expired',
  'reconnected',
  'released',
]);
export type WaitDecision = z.infer<typeof waitDecisionSchema>;

/** One durable wait of a run. The decision is written before the state machine is told. */
export const waitSchema = z.strictObject({
  phase: waitPhaseSchema,
  taskToken: z.string().min(1),
  until: instantSchema,
  decision: waitDecisionSchema.nullable(),
  /** Of a wait for a rate: since when the run has got no further than to the point `at`. */
  stuck: z.strictObject({ since: instantSchema, at: z.string().max(500) }).optional(),
});

/** The sealed plan of a run: what was approved, by hash. */
export const sealSchema = z.strictObject({
  /**
   * SHA-256, hex, over one line per shard in their order: the SHA-256 of the shard's sealed lines in account order. Every line ends
   * in a line feed. By shards, so that a plan of any size is hashed in calls of bounded length.
   */
  hash: z.string().length(64),
  sealedAt: instantSchema,
  size: z.int().min(0),
});

/** That a second person let a parked plan go: this plan, by its hash, and no other. Why stands in the audit event's note. */
const releaseSchema = z.strictObject({
  by: idSchema('user'),
  at: instantSchema,
  planHash: z.string().length(64),
});

/** That a run stands still since its execution gave up or got lost: nothing of it is done until it is redriven, or ends as failed. */
const stopSchema = z.strictObject({
  at: instantSchema,
  /** When it fails, unless it was redriven. */
  until: instantSchema,
  /** Whether the reconciler redrives it. */
  byItself: z.boolean(),
});

/** Verdicts counted by kind. */
export const verdictCountsSchema = z.strictObject({
  match: z.int(),
  'in-another-plan': z.int(),
  protected: z.int(),
  unknown: z.int(),
  'no-match': z.int(),
});

/** Where a run's list comes from: from its workflow's rules, or from a file that named the accounts. */
export const runSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('workflow') }),
  z.strictObject({ kind: z.literal('file'), importId: idSchema('import') }),
]);

/**
 * One execution of a workflow. It keeps the workflow and policy it started with. A run of a file has one made for it, which is stored
 * nowhere else.
 */
export const runSchema = z.strictObject({
  runId: idSchema('run'),
  /** The contract of the machine that carries it out; see contracts/workflow-steps. */
  contract: z.int().min(1).default(1),
  workflow: workflowSchema,
  policy: policySchema,
  source: runSourceSchema.default({ kind: 'workflow' }),
  connectionId: idSchema('connection'),
  startedBy: z.union([idSchema('user'), idSchema('client'), z.literal(['schedule', 'drop-folder'])]),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  status: runStatusSchema,
  stage: runStageSchema,
  pullId: idSchema('pull').nullable(),
  /** When every verdict of this run was decided; one moment for all. */
  decidedAt: instantSchema.nullable(),
  verdicts: verdictCountsSchema.nullable(),
  seal: sealSchema.nullable(),
  trips: z.array(limitTripSchema),
  /** Who answers for a parked plan that no user asked for: the first to release it. Somebody else has to release it then. */
  backedBy: idSchema('user').nullable().default(null),
  /** Set once, by a second person. */
  release: releaseSchema.nullable().default(null),
  /** Until when people may answer; set when notices start. */
  answerBy: instantSchema.nullable(),
  wait: waitSchema.nullable(),
  cancelRequested: z.boolean(),
  /** How many executions of the state machine have carried the run so far; each goes on where the one before stopped. */
  executions: z.int().min(1).default(1),
  stop: stopSchema.nullable().default(null),
  /** When the run was given its newest execution; null while it has its first. */
  redrivenAt: instantSchema.nullable().default(null),
  /** Items by state, counted from the table when the run ended. */
  counts: z.record(z.string(), z.int()).nullable(),
  /** Why a run failed, was `unfit`, or stands still. */
  failure: z.string().max(500).nullable(),
  version: z.int().min(1),
});
export type Run = z.infer<typeof runSchema>;
