import { idSchema } from './ids.ts';
import type { Run } from './run.ts';

/** Why a plan can't be released; null where it can, by somebody who is another person than who wants it carried out. */
export type ReleaseRefusal =
  'not-parked' | 'released-already' | 'another-plan' | 'run-ended' | 'began-before-releases';

/** The first contract of the state machine that knows what a release is. */
const FIRST_CONTRACT = 2;

/** Whether a run's plan may be released under a hash. */
export const judgeRelease = (
  run: Pick<Run, 'status' | 'cancelRequested' | 'release' | 'wait' | 'seal' | 'contract'>,
  planHash: string,
): ReleaseRefusal | null => {
  if (run.release !== null) return 'released-already';
  if (run.status !== 'open' || run.cancelRequested) return 'run-ended';
  if (run.wait?.phase !== 'parked' || run.wait.decision !== null) return 'not-parked';
  if (run.seal?.hash !== planHash) return 'another-plan';
  return run.contract < FIRST_CONTRACT ? 'began-before-releases' : null;
};

const isUser = (id: string): boolean => idSchema('user').safeParse(id).success;

/**
 * Who wants a plan carried out: who started the run, and where a schedule did, who last said what its workflow does. Where that is no
 * user, but whoever may write to the drop folder, it is the first user who releases it; null while nobody has.
 */
export const requesterOf = ({
  startedBy,
  workflow,
  backedBy,
}: Pick<Run, 'startedBy' | 'workflow' | 'backedBy'>): string | null => {
  const wanted = startedBy === 'schedule' ? (workflow.changedBy ?? workflow.createdBy) : startedBy;
  return isUser(wanted) ? wanted : backedBy;
};
