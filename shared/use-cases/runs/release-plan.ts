import { judgeRelease, requesterOf } from '../../domain/release.ts';
import type { Run } from '../../domain/run.ts';
import { ConflictError, ForbiddenError } from '../../errors.ts';
import { users } from '../../records/access.ts';
import { chartAddresses, orgCharts } from '../../records/org-chart.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { type WaitDependencies, completeEarly } from './end-wait.ts';
import { loadRun, updateRun } from './run-progress.ts';

/** The person a user is, as the org chart knows the address; null where it does not. */
const personOf = async ({ store }: Pick<Basics, 'store'>, userId: string): Promise<string | null> => {
  const [user, chart] = await Promise.all([store.get(users, { userId }), store.get(orgCharts, {})]);
  if (user === undefined || chart === undefined) return null;
  const found = await store.get(chartAddresses, { chartId: chart.chartId, address: user.email });
  return found?.personId ?? null;
};

/** Whether two users are the same person: one record, or two records of one person of the org chart. */
const isSamePerson = async (deps: Pick<Basics, 'store'>, a: string, b: string): Promise<boolean> => {
  if (a === b) return true;
  const [one, other] = await Promise.all([personOf(deps, a), personOf(deps, b)]);
  return one !== null && one === other;
};

const REFUSALS = {
  'not-parked': 'The plan of this run is not parked.',
  'released-already': 'The plan was released already. A release counts once.',
  'another-plan': 'This is not the hash of the run’s plan. Look at the plan again, and release that one.',
  'run-ended': 'The run has ended, or is being cancelled.',
  'began-before-releases':
    'This run began before plans could be released. Cancel it and run the workflow again.',
} as const;

/**
 * Lets a parked plan go, this plan by its hash, once, by another person than who wants it carried out. A plan that no user asked for
 * needs two: the first answers for it, and it stays parked. The decision is stored first
 * and the machine told second, as every end of a wait; what got lost in between is made up for by the reconciler.
 */
export const releasePlan = async (
  deps: WaitDependencies,
  caller: Caller,
  input: {
    readonly runId: string;
    readonly userId: string;
    readonly planHash: string;
    readonly reason: string;
  },
): Promise<Run> => {
  const { runId, userId, planHash, reason } = input;
  for (;;) {
    const run = await loadRun(deps, runId);
    const refusal = judgeRelease(run, planHash);
    if (refusal !== null) throw new ConflictError(refusal, REFUSALS[refusal]);
    const requester = requesterOf(run);
    if (requester === null) {
      const backed = await updateRun(deps, caller, run, { backedBy: userId }, 'plan.backed', {
        note: reason,
      });
      if (backed.kind === 'conflict') continue;
      return backed.run;
    }
    if (await isSamePerson(deps, userId, requester))
      throw new ForbiddenError(
        'A second person has to release this plan: somebody else than who started it, set it up or released it first.',
        'second-person',
      );
    const release = { by: userId, at: deps.clock.now(), planHash };
    const wait: Run['wait'] = run.wait === null ? null : { ...run.wait, decision: 'released' };
    const written = await updateRun(deps, caller, run, { release, wait }, 'plan.released', {
      after: { limits: [...new Set(run.trips.map(({ limit }) => limit))].join(', ') },
      note: reason,
    });
    if (written.kind === 'conflict') continue;
    await completeEarly(deps, written.run);
    return written.run;
  }
};
