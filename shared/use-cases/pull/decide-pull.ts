import { type Pull, newestWhole } from '../../domain/pull.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { pulls } from '../../records/accounts.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { followChanges } from './current-pull.ts';
import { pullsOf } from './instance-pulls.ts';
import { toldFigures } from './told-figures.ts';

type DecideDeps = Pick<Basics, 'store' | 'clock' | 'ids'>;

/** A person's decision about a quarantined pull. */
export interface PullDecision {
  readonly instanceId: string;
  readonly pullId: string;
  /** Stands as the note of the audit event. */
  readonly reason: string;
}

/** The instance may be edited, and the pull swept, at the same moment; a few rereads settle it. */
const TRIES = 5;

/** The pull to decide about among all of its instance. Faults where there is none, or nothing to decide. */
const quarantinedAmong = (all: readonly Pull[], pullId: string): Pull => {
  const pull = all.find((entry) => entry.pullId === pullId);
  if (pull === undefined) throw new NotFoundError(`There is no pull ${pullId}.`);
  if (pull.state !== 'quarantined')
    throw new ConflictError('not-quarantined', `This pull is not quarantined; it is ${pull.state}.`);
  return pull;
};

const decide = async (
  deps: DecideDeps,
  caller: Caller,
  { instanceId, pullId, reason }: PullDecision,
  state: 'released' | 'rejected',
): Promise<Pull> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const instance = await loadInstance(deps, instanceId);
    const all = await pullsOf(deps, instanceId);
    const pull = quarantinedAmong(all, pullId);
    if (state === 'released' && newestWhole(all)?.pullId !== pullId)
      throw new ConflictError('newer-pull', 'A newer pull was read since. Only the newest can be released.');
    const decided: Pull = { ...pull, state, version: pull.version + 1 };
    const changes: Change[] = [put(pulls, decided, { version: pull.version })];
    if (state === 'released') changes.push(...followChanges(instance, pull));
    const { currentPullId } = instance;
    const event = auditEvent(deps, caller, `pull.${state}`, {
      applicationId: instance.applicationId,
      instanceId,
      subjectId: pullId,
      before: { currentPullId },
      after: {
        currentPullId: state === 'released' ? pullId : currentPullId,
        ...toldFigures(pull, pull),
      },
      note: reason,
    });
    if ((await deps.store.commit(changes, event)).kind === 'done') return decided;
  }
  throw new ConflictError('instance-busy', 'The instance keeps changing. Try again.');
};

/**
 * Makes a quarantined pull current, as somebody who looked at it says so: by one transaction with one event, as a sane pull. Faults:
 * `NotFoundError`; `ConflictError` `not-quarantined` where there is nothing to decide (any more), `newer-pull` where a newer pull was
 * read whole since, whatever came of that.
 */
export const releasePull = (deps: DecideDeps, caller: Caller, decision: PullDecision): Promise<Pull> =>
  decide(deps, caller, decision, 'released');

/** Writes down that a quarantined pull is wrong; readers stay where they are, and its rows are removed. Faults as {@link releasePull}. */
export const rejectPull = (deps: DecideDeps, caller: Caller, decision: PullDecision): Promise<Pull> =>
  decide(deps, caller, decision, 'rejected');
