import type * as z from 'zod';
import { CONTRACT, type notifyStep as contract } from '../../contracts/workflow-steps.ts';
import { noticeStand } from '../../domain/notice.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, msBetween } from '../../domain/time.ts';
import type { RateLimit } from '../../ports/permits.ts';
import type { Basics } from '../dependencies.ts';
import { mailLimit } from '../mail/mail-limit.ts';
import { startBudget } from './call-budget.ts';
import { pauseRun } from './pause-run.ts';
import { foldShards, itemsOf, moveRunItem } from './run-items.ts';
import { SYSTEM_RUN, isOver, loadRun, updateRun } from './run-progress.ts';
import { type NoticeDependencies, sendNotice } from './send-notice.ts';
import {
  type ShardEnd,
  type ShardInput,
  type ShardOutput,
  childEnd,
  judgeLeftOver,
  shardOutput,
} from './shard-call.ts';

type Input = z.infer<typeof contract.input>;
type RunOutput = z.infer<typeof contract.runOutput>;

const standOf = (deps: NoticeDependencies, run: Run, item: PlanItem) =>
  noticeStand(item, run.workflow.notify, deps.clock.now(), deps.settings.intentLease);

/** Sends until the time of the call or of the child is over, or the mail service wants a pause. */
const workOn = async (deps: NoticeDependencies, input: ShardInput): Promise<ShardEnd> => {
  const budget = startBudget(deps.clock);
  const { runId, shard } = input;
  let limit: RateLimit | null = null;
  for await (const item of itemsOf(deps, runId, shard)) {
    if (budget.isSpent()) return { kind: 'more' };
    if (msBetween(deps.clock.now(), childEnd(input)) <= 0) return { kind: 'done' };
    const run = await loadRun(deps, runId);
    if (isOver(run) || run.answerBy === null) return { kind: 'done' };
    const stand = standOf(deps, run, item);
    if (stand.kind === 'unknown')
      await moveRunItem(deps, run, item, 'held', 'item.held', { reason: 'notice-outcome-unknown' });
    if (stand.kind !== 'to-send') continue;
    limit ??= await mailLimit(deps);
    const result = await sendNotice({ ...deps, mail: limit }, run, item, run.answerBy, budget);
    if (result.kind === 'rate-limited') return result;
  }
  return { kind: 'done' };
};

interface Survey {
  readonly shards: number[];
  readonly busyUntil: Instant[];
  noticed: number;
  held: number;
}

const survey = async (deps: NoticeDependencies, run: Run): Promise<Survey> => {
  const all: Survey = { shards: [], busyUntil: [], noticed: 0, held: 0 };
  await foldShards(deps, run.runId, async (items, shard) => {
    let isLeft = false;
    for await (const item of items) {
      if (item.notice !== null && item.notice.acceptedAt !== null) all.noticed += 1;
      if (item.state === 'held') all.held += 1;
      const stand = standOf(deps, run, item);
      if (stand.kind === 'being-sent') all.busyUntil.push(stand.until);
      if (stand.kind === 'to-send' || stand.kind === 'unknown') isLeft = true;
    }
    if (isLeft) all.shards.push(shard);
  });
  all.shards.sort((a, b) => a - b);
  return all;
};

/** Closes the sending: once, whoever asks first. */
const close = async (deps: Basics, run: Run, { noticed, held }: Survey): Promise<void> => {
  if (run.stage !== 'notify') return;
  const result = await updateRun(deps, SYSTEM_RUN, run, { stage: 'wait' }, 'run.notices-sent', {
    after: { noticed, held },
  });
  if (result.kind === 'conflict')
    await close(deps, await loadRun(deps, run.runId), { shards: [], busyUntil: [], noticed, held });
};

/** Whether notices are left over all shards, and which shards to map again. */
const askForNotices = async (deps: NoticeDependencies, runId: string): Promise<RunOutput> => {
  const on = { contract: CONTRACT, runId } as const;
  const run = await loadRun(deps, runId);
  if (isOver(run)) return { ...on, outcome: 'ended' };
  const found = await survey(deps, run);
  const left = await judgeLeftOver(deps, 'notify', runId, found.shards, found.busyUntil);
  if (left.kind === 'more') return { ...on, outcome: 'more', shards: left.shards };
  if (left.kind === 'busy') return { ...on, outcome: 'rate-limited', notBefore: left.notBefore };
  if (left.kind === 'rate-limited') return { ...on, ...(await pauseRun(deps, runId, left.notBefore)) };
  await close(deps, run, found);
  return { ...on, outcome: 'done' };
};

/** Sends the notices of one shard as far as one call gets, or says for the whole run whether any are left. */
export const notifyStep = async (deps: NoticeDependencies, input: Input): Promise<ShardOutput | RunOutput> =>
  input.scope === 'run'
    ? askForNotices(deps, input.runId)
    : shardOutput(deps, 'notify', input, await workOn(deps, input));
