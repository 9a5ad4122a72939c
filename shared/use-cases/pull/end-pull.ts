import type { Pull } from '../../domain/pull.ts';
import { pulls } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics } from '../dependencies.ts';
import { failRun, isOver, loadRun } from '../runs/run-progress.ts';
import type { PullSubject } from './pull-subject.ts';

type EndDeps = Pick<Basics, 'store' | 'clock' | 'ids'>;

/** Other writers of the run are rare; a few rereads settle it. */
const TRIES = 5;

/** Writes down that a pull came to nothing. What readers follow stays as it is; a run of it fails. */
export const failPull = async (
  deps: EndDeps,
  subject: Pick<PullSubject, 'caller' | 'instance' | 'run'>,
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
export const failRunOf = async (
  deps: EndDeps,
  subject: Pick<PullSubject, 'caller' | 'run'>,
  failure: string,
): Promise<void> => {
  if (subject.run === null) return;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const run = await loadRun(deps, subject.run.runId);
    if (isOver(run)) return;
    if ((await failRun(deps, subject.caller, run, failure)).kind === 'done') return;
  }
};
