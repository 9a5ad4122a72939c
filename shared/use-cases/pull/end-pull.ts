import type { Instance } from '../../domain/application.ts';
import type { Pull } from '../../domain/pull.ts';
import { dayOf } from '../../domain/time.ts';
import { dayFigures, pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics } from '../dependencies.ts';
import { failRun, isOver, loadRun, runChange } from '../runs/run-progress.ts';
import type { PullSubject } from './pull-subject.ts';

type EndDeps = Pick<Basics, 'store' | 'clock' | 'ids'>;

/** Other writers of the instance and the run are rare; a few rereads settle it. */
const TRIES = 5;

/** Whether readers should follow this pull instead of the one they follow now: only if that one was begun earlier. */
const isNewer = async (deps: EndDeps, instance: Instance, pull: Pull): Promise<boolean> => {
  if (instance.currentPullId === null) return true;
  const current = await deps.store.get(pulls, {
    instanceId: instance.instanceId,
    pullId: instance.currentPullId,
  });
  return current === undefined || current.startedAt < pull.startedAt;
};

/**
 * Makes a pull that was read whole the current one, writes the day's figures and hands it to its run: one transaction, one event.
 * A pull that a newer one overtook serves its run only. `ended`: the run may not go on, and nothing was changed.
 */
export const applyPull = async (
  deps: EndDeps,
  subject: PullSubject,
  pull: Pull,
): Promise<'applied' | 'ended'> => {
  const { instanceId, pullId } = pull;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const run = subject.run === null ? null : await loadRun(deps, subject.run.runId);
    if (run !== null && isOver(run)) return 'ended';
    const stored = await deps.store.get(pulls, { instanceId, pullId });
    if (stored?.state === 'applied') return 'applied';
    const instance = (await deps.store.get(instances, { instanceId })) ?? subject.instance;
    const changes: Change[] = [
      put(
        pulls,
        { ...pull, state: 'applied', cursor: null, endedAt: deps.clock.now(), version: pull.version + 1 },
        { version: pull.version },
      ),
    ];
    const newer = await isNewer(deps, instance, pull);
    if (newer) {
      const flipped: Instance = { ...instance, currentPullId: pullId, version: instance.version + 1 };
      const day = dayOf(pull.startedAt);
      changes.push(
        put(instances, flipped, { version: instance.version }),
        put(dayFigures, { instanceId, day, pullId, figures: pull.figures }, 'any'),
      );
    }
    if (run !== null) changes.push(runChange(run, { pullId, stage: 'preview' }).change);
    const event = auditEvent(deps, subject.caller, 'pull.applied', {
      applicationId: instance.applicationId,
      instanceId,
      runId: run?.runId ?? null,
      subjectId: pullId,
      before: { currentPullId: instance.currentPullId },
      after: {
        currentPullId: newer ? pullId : instance.currentPullId,
        accounts: pull.figures.accounts,
        licensed: pull.figures.licensed,
      },
    });
    if ((await deps.store.commit(changes, event)).kind === 'done') return 'applied';
  }
  throw new Error(`Pull ${pullId} could not be applied: its instance keeps changing.`);
};

/** Writes down that a pull came to nothing. What readers follow stays as it is; a run of it fails. */
export const failPull = async (
  deps: EndDeps,
  subject: PullSubject,
  pull: Pull,
  failure: string,
): Promise<void> => {
  const failed: Pull = {
    ...pull,
    state: 'failed',
    cursor: null,
    endedAt: deps.clock.now(),
    failure: failure.slice(0, 500),
    version: pull.version + 1,
  };
  const event = auditEvent(deps, subject.caller, 'pull.failed', {
    applicationId: subject.instance.applicationId,
    instanceId: pull.instanceId,
    runId: subject.run?.runId ?? null,
    subjectId: pull.pullId,
    after: { failure: failed.failure },
  });
  await deps.store.commit([put(pulls, failed, { version: pull.version })], event);
  await failRunOf(deps, subject, failed.failure ?? failure);
};

/** Fails the run of a pull, if it has one that still goes on. */
export const failRunOf = async (deps: EndDeps, subject: PullSubject, failure: string): Promise<void> => {
  if (subject.run === null) return;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const run = await loadRun(deps, subject.run.runId);
    if (isOver(run)) return;
    if ((await failRun(deps, subject.caller, run, failure)).kind === 'done') return;
  }
};
