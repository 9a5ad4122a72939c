import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { waitPhaseSchema } from '../domain/run.ts';
import { instantSchema } from '../domain/time.ts';

/**
 * What the steps of the machines `workflow-run` and `connection-sync` take and give. A step's result replaces the whole
 * state, so the output of one step is the input of the next; extra keys of the input are ignored.
 * Ids and counts only: state data is limited to 256 KB (Step Functions quotas).
 */

/** A release accepts this number and the one before: a running execution keeps its old definition for weeks. */
export const CONTRACT = 3;

const contract = z.literal([CONTRACT, 2]);
const runId = idSchema('run');
const run = z.object({ contract, runId });

/** What one pull serves: a run, or a connection's own sync. */
const pullSubject = z.union([
  run,
  z.object({ contract, connectionId: idSchema('connection'), pullId: idSchema('pull') }),
]);

const shard = z.int().min(0);
/** Numbers of the table shards that still hold work; the Distributed Map makes one child of each. */
const shards = z.array(shard).max(256);

const goOn = <const Outcome extends string>(...outcomes: readonly Outcome[]) => ({
  outcome: z.enum(outcomes),
});
/** `rate-limited` comes with the moment to call again; the machine waits for it. */
const rateLimited = { outcome: z.literal('rate-limited'), notBefore: instantSchema };
/**
 * `delayed`, since contract 3, is the same where the moment is far: the machine opens a wait of the run for it. A sync has no such
 * wait, and is never told so.
 */
const delayed = { outcome: z.literal('delayed'), notBefore: instantSchema };

/**
 * Pull. `more`: call again. `reconnect`: tokens are refused; a run waits for a reconnect, a sync ends. `ended`: the run was
 * cancelled or may not go on; the machine goes to the report.
 */
export const pullStep = {
  input: pullSubject,
  output: z.intersection(
    pullSubject,
    z.union([z.object(goOn('more', 'reconnect', 'done', 'ended')), z.object(rateLimited), z.object(delayed)]),
  ),
};

/** Preview. `listed`: a suggest run ends with its list. `nothing`: nobody matched. `sealed`: a plan waits for the guard. */
export const previewStep = {
  input: run,
  output: run.extend(goOn('more', 'listed', 'nothing', 'sealed', 'ended')),
};

/** Guard. `ok`: shards are those that hold notices to send, empty where nobody is to be told. */
export const guardStep = {
  input: run,
  output: z.union([run.extend({ ...goOn('ok'), shards }), run.extend(goOn('parked', 'ended'))]),
};

const child = run.extend({ scope: z.literal('shard'), shard, startedAt: instantSchema });
const whole = run.extend({ scope: z.literal('run') });

/** How long a child of a Distributed Map may go on; it leaves the rest due, and the machine makes new children for it. */
export const CHILD_DURATION = 'PT4M';

/**
 * One call for a shard: at most 15 s of work. `done` also once `CHILD_DURATION` has passed since `startedAt`, when `notBefore`
 * would fall behind that, or when nothing more can be done now (paused, cancelled): what is left stays due in the table.
 */
const childOutput = z.union([child.extend(goOn('more', 'done')), child.extend(rateLimited)]);

/** The call for the whole run between two Maps: is anything left? `more` names the shards to map again. */
const leftOver = [
  run.extend({ ...goOn('more'), shards }),
  run.extend(rateLimited),
  run.extend(delayed),
  run.extend(goOn('done', 'ended')),
] as const;

/** Notify, for one shard and for the whole run. */
export const notifyStep = {
  input: z.discriminatedUnion('scope', [child, whole]),
  childOutput,
  runOutput: z.union(leftOver),
};

/**
 * Open a wait. The step stores the token and makes the one-time schedule; its own result is ignored. It must not throw after
 * the wait was stored, and must complete the token itself where the wait is over before it began.
 */
export const openWaitStep = {
  input: run.extend({
    phase: waitPhaseSchema,
    taskToken: z.string().min(1).max(2048),
    /** The moment that a wait for a rate lasts to; the other waits find their own. */
    until: instantSchema.optional(),
  }),
};

/**
 * What completes a token (`SendTaskSuccess` output). `over`: its moment came, or an admin ended the wait, or a run was cancelled that waited
 * for a rate, and whose step says what is left to do. `resumed`: reconnected.
 * `released`: a second person let the parked plan go, since contract 2. `ended`: cancelled or expired; the machine goes to the report.
 */
export const waitOverSchema = run.extend(goOn('over', 'resumed', 'released', 'ended'));

/** Re-check, after the wait and after each pause of act. `done`: shards are those that hold work for act. */
export const recheckStep = {
  input: run,
  output: z.union([
    run.extend(goOn('more', 'reconnect', 'ended')),
    run.extend(rateLimited),
    run.extend(delayed),
    run.extend({ ...goOn('done'), shards }),
  ]),
};

/** Act, for one shard and for the whole run. After every wait the run re-checks. */
export const actStep = {
  input: z.discriminatedUnion('scope', [child, whole]),
  childOutput,
  runOutput: z.union([...leftOver, run.extend(goOn('reconnect'))]),
};

/** Verify: reads back what was done. */
export const verifyStep = {
  input: run,
  output: z.union([
    run.extend(goOn('more', 'reconnect', 'done', 'ended')),
    run.extend(rateLimited),
    run.extend(delayed),
  ]),
};

/** Report: counts from the table and closes the run. */
export const reportStep = {
  input: run,
  output: run.extend(goOn('more', 'done')),
};

/** Fail: marks the run, or the sync, failed. `failure` is Step Functions' error; it is absent where a step's outcome was unknown. */
export const failStep = {
  input: z.intersection(
    pullSubject,
    z.object({ failure: z.object({ Error: z.string(), Cause: z.string().optional() }).optional() }),
  ),
};
