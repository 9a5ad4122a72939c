import type { Instance } from '../../domain/application.ts';
import { type PullFinding, describeOdd } from '../../domain/pull-sanity.ts';
import type { Pull } from '../../domain/pull.ts';
import type { Run } from '../../domain/run.ts';
import type { WriteResult } from '../../ports/record-store.ts';
import { pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics } from '../dependencies.ts';
import { endedOpen, isOver, loadRun, runChange } from '../runs/run-progress.ts';
import { currentPullOf, followChanges, gradeAgainst } from './current-pull.ts';
import { undecidedPull } from './instance-pulls.ts';
import type { PullSubject } from './pull-subject.ts';
import { toldFigures } from './told-figures.ts';

type SettleDeps = Pick<Basics, 'store' | 'clock' | 'ids'>;

/** Other writers of the instance and the run are rare; a few rereads settle it. */
const TRIES = 5;

/** Texts of a run and of an audit event hold at most this. */
const MOST_CHARACTERS = 500;

/** Everything as read for one try. */
interface Settling {
  readonly caller: PullSubject['caller'];
  readonly run: Run | null;
  readonly instance: Instance;
  readonly current: Pull | undefined;
  readonly pull: Pull;
}

const settled = (deps: SettleDeps, pull: Pull, patch: Pick<Pull, 'state' | 'findings'>): Change =>
  put(
    pulls,
    { ...pull, ...patch, cursor: null, endedAt: deps.clock.now(), version: pull.version + 1 },
    { version: pull.version },
  );

/** The findings as one text, e.g. `22 accounts instead of 44 (at least 36 were expected)`. */
const told = (findings: readonly PullFinding[], { signs, platform }: Pull): string =>
  describeOdd(findings, signs?.ahead ?? platform?.ahead).slice(0, MOST_CHARACTERS);

const about = ({ instance, run, pull }: Settling) => ({
  applicationId: instance.applicationId,
  instanceId: pull.instanceId,
  runId: run?.runId ?? null,
  subjectId: pull.pullId,
});

/** Makes the pull current, unless one that was begun later is, and hands it to its run. */
const apply = (deps: SettleDeps, settling: Settling): Promise<WriteResult> => {
  const { caller, run, instance, current, pull } = settling;
  const { pullId } = pull;
  const isNewer = current === undefined || current.startedAt < pull.startedAt;
  const event = auditEvent(deps, caller, 'pull.applied', {
    ...about(settling),
    before: { currentPullId: instance.currentPullId },
    after: {
      currentPullId: isNewer ? pullId : instance.currentPullId,
      ...toldFigures(pull, pull),
    },
  });
  const changes = [
    settled(deps, pull, { state: 'applied', findings: [] }),
    ...(isNewer ? followChanges(instance, pull) : []),
    ...(run === null ? [] : [runChange(run, { pullId, stage: 'preview' }).change]),
  ];
  return deps.store.commit(changes, event);
};

/** Keeps what was read apart and readers where they are. A run of it ends: nobody was told, nothing was changed. */
const quarantine = async (
  deps: SettleDeps,
  settling: Settling,
  findings: readonly PullFinding[],
): Promise<WriteResult> => {
  const { caller, run, instance, current, pull } = settling;
  const text = told(findings, pull);
  const waiting = await undecidedPull(deps, pull.instanceId);
  const event = auditEvent(deps, caller, 'pull.quarantined', {
    ...about(settling),
    before: {
      currentPullId: instance.currentPullId,
      ...toldFigures(current, pull),
    },
    after: { ...toldFigures(pull, pull), findings: text, again: waiting !== undefined },
  });
  const changes = [settled(deps, pull, { state: 'quarantined', findings: [...findings] })];
  if (run !== null) {
    const why = `What the vendor listed is odd, so nothing was planned from it: ${text}.`;
    const failure = why.slice(0, MOST_CHARACTERS);
    const end = { pullId: pull.pullId, status: 'unfit', endedAt: deps.clock.now(), failure } as const;
    changes.push(runChange(run, end).change, ...endedOpen(run));
  }
  return deps.store.commit(changes, event);
};

/**
 * Ends a pull that was read whole, by one transaction with one event: grades it against the current one and makes it current, or
 * quarantines it. A pull that a newer one overtook is graded too, and serves its run only. `ended`: the run may not go on, and nothing
 * was changed.
 */
export const settlePull = async (
  deps: SettleDeps,
  subject: PullSubject,
  pull: Pull,
): Promise<Pull['state'] | 'ended'> => {
  const { instanceId, pullId } = pull;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const run = subject.run === null ? null : await loadRun(deps, subject.run.runId);
    if (run !== null && isOver(run)) return 'ended';
    const stored = await deps.store.get(pulls, { instanceId, pullId });
    if (stored !== undefined && stored.state !== 'reading') return stored.state;
    const instance = (await deps.store.get(instances, { instanceId })) ?? subject.instance;
    const current = await currentPullOf(deps, instance);
    const grade = await gradeAgainst(deps, instance, current, pull);
    const settling = { caller: subject.caller, run, instance, current, pull };
    const written =
      grade.kind === 'sane' ? await apply(deps, settling) : await quarantine(deps, settling, grade.findings);
    if (written.kind === 'done') return grade.kind === 'sane' ? 'applied' : 'quarantined';
  }
  throw new Error(`Pull ${pullId} could not be settled: its instance keeps changing.`);
};
