import { type SeenRun, itemKey } from './facts.ts';
import type { ModelWorld, Sleeper } from './model-world.ts';

/** Whether nothing more is done for a run, but to look at what was done and to count. */
const isAtItsEnd = ({ status, cancelRequested, stop, stage, wait }: SeenRun): boolean =>
  status !== 'open' ||
  cancelRequested ||
  stop !== null ||
  ['verify', 'report'].includes(stage) ||
  wait?.decision === 'expired';

/** What becomes of a person's "keep" where nobody does anything else at that moment. */
export const answerExpected = (
  world: ModelWorld,
  who: Sleeper,
  runId: string,
  wasMailed: boolean,
): string => {
  if (!wasMailed) return 'invalid';
  const { facts, now } = world.witness;
  const accountId = facts.accountIds.get(`v-${who}`) ?? '';
  const item = facts.items.get(itemKey({ runId, accountId }));
  const run = facts.runs.get(runId);
  if (item === undefined || run === undefined) return 'invalid';
  if (item.answer !== null) return 'kept';
  if (now >= (item.notice?.answerBy ?? '')) return 'too-late';
  if (item.state === 'held') return isAtItsEnd(run) ? 'too-late' : 'kept';
  return ['planned', 'noticed', 'due'].includes(item.state) ? 'kept' : 'too-late';
};

const requesterOf = ({ startedBy, workflow }: SeenRun): string =>
  startedBy === 'schedule' ? (workflow.changedBy ?? workflow.createdBy) : startedBy;

/** Whether a user may release a run's plan under a hash. */
export const releaseExpected = (
  world: ModelWorld,
  runId: string,
  userId: string,
  planHash: string,
): string => {
  const { facts, outside } = world.witness;
  const run = facts.runs.get(runId);
  if (run?.status !== 'open' || run.cancelRequested || run.release !== null) return 'refused';
  if (run.wait?.phase !== 'parked' || run.wait.decision !== null) return 'refused';
  if (run.seal?.hash !== planHash) return 'refused';
  const isSame = outside.persons.get(userId) === outside.persons.get(requesterOf(run));
  return isSame ? 'refused' : 'released';
};
