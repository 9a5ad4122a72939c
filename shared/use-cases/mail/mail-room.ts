import { needsNotice, noticeCapacity } from '../../domain/notice.ts';
import type { Run } from '../../domain/run.ts';
import type { Instant } from '../../domain/time.ts';
import { type Change, put } from '../../records/change.ts';
import { mailPlans } from '../../records/mail-plans.ts';
import { runs } from '../../records/runs.ts';
import { foldShards } from '../runs/run-items.ts';
import { isOver } from '../runs/run-progress.ts';
import { type MailLimitDependencies, mailStand } from './mail-limit.ts';

/** How many notices of a run are still to go out; none once its notices are closed, or it is over. */
const noticesLeft = async (deps: MailLimitDependencies, runId: string): Promise<number> => {
  const run = await deps.store.get(runs, { runId });
  if (run?.stage !== 'notify' || isOver(run)) return 0;
  const counts = await foldShards(deps, runId, async (items) => {
    let count = 0;
    for await (const item of items) if (needsNotice(item, run.workflow.notify)) count += 1;
    return count;
  });
  return counts.reduce((sum, count) => sum + count, 0);
};

/** Whether a plan's notices can all go out; with the change that says so to the plans after it, to be written when it passes. */
export type MailRoom = { readonly kind: 'enough'; readonly change: Change } | { readonly kind: 'too-little' };

/**
 * Whether the mail service takes so many notices of a run until a moment, besides those that were promised to plans before: at the rate
 * and quota of now, which may change and are then waited for.
 */
export const findMailRoom = async (
  deps: MailLimitDependencies,
  { runId }: Pick<Run, 'runId'>,
  notices: number,
  until: Instant,
): Promise<MailRoom> => {
  const [stand, stored] = await Promise.all([mailStand(deps), deps.store.get(mailPlans, {})]);
  const before = (stored?.runIds ?? []).filter((other) => other !== runId);
  const promised = await Promise.all(
    before.map(async (other) => ({ runId: other, left: await noticesLeft(deps, other) })),
  );
  const waiting = promised.filter(({ left }) => left > 0);
  const ahead = waiting.reduce((sum, { left }) => sum + left, 0);
  const capacity = noticeCapacity({ ...stand.limit, sent: stand.sent }, stand.from, until);
  if (ahead + notices > capacity) return { kind: 'too-little' };
  const runIds = [...waiting.map((other) => other.runId), runId];
  const version = (stored?.version ?? 0) + 1;
  const expect = stored === undefined ? 'absent' : { version: stored.version };
  return { kind: 'enough', change: put(mailPlans, { runIds, version }, expect) };
};
