import type * as z from 'zod';
import { CONTRACT, type guardStep as contract } from '../../contracts/workflow-steps.ts';
import { type LimitTrip, type PlanCounts, judgeLimits } from '../../domain/limits.ts';
import { reserve } from '../../domain/change-ledger.ts';
import { needsNotice } from '../../domain/notice.ts';
import type { Run } from '../../domain/run.ts';
import { type Instant, plus } from '../../domain/time.ts';
import type { Basics, Settings } from '../dependencies.ts';
import type { MailLimitDependencies } from '../mail/mail-limit.ts';
import { findMailRoom } from '../mail/mail-room.ts';
import { countPlan } from './count-plan.ts';
import { ledgerChange, loadLedger } from './ledger.ts';
import { shardsWith } from './run-items.ts';
import { type RunUpdate, SYSTEM_RUN, endedOpen, isOver, loadRun, updateRun } from './run-progress.ts';

export interface GuardDependencies extends Basics, MailLimitDependencies {
  readonly settings: Pick<Settings, 'notifyAllowance'>;
}

type GuardOutput = z.infer<typeof contract.output>;

const park = (
  deps: GuardDependencies,
  run: Run,
  trips: LimitTrip[],
  counts: PlanCounts,
): Promise<RunUpdate> =>
  updateRun(deps, SYSTEM_RUN, run, { stage: 'guard', trips }, 'plan.parked', {
    after: {
      limits: [...new Set(trips.map(({ limit }) => limit))].join(', '),
      planned: counts.planned,
      licensed: counts.instance.licensed,
    },
  });

/** The run ends before anybody is told: a person told too late would have too little time to answer. */
const refuseToStart = (
  deps: GuardDependencies,
  run: Run,
  notices: number,
  until: Instant,
): Promise<RunUpdate> =>
  updateRun(
    deps,
    SYSTEM_RUN,
    run,
    {
      stage: 'guard',
      status: 'failed',
      endedAt: deps.clock.now(),
      failure: `The ${notices} notices of this plan cannot all go out by ${until} at the rate and quota of the mail service. Nobody was told and nothing was changed.`,
    },
    'run.not-started',
    { before: { status: run.status }, after: { status: 'failed', notices } },
    endedOpen(run),
  );

/** A released plan goes on beyond its limits; everything else about it is judged as of any other. */
const judge = async (deps: GuardDependencies, run: Run): Promise<RunUpdate> => {
  const { runId } = run;
  const { instanceId, applicationId } = run.workflow;
  const ledger = await loadLedger(deps, applicationId);
  const { counts, notices } = await countPlan(deps, run, ledger);
  const trips = run.release === null ? judgeLimits(run.policy.limits, counts) : [];
  if (trips.length > 0) return park(deps, run, trips, counts);
  const allOutBy = plus(deps.clock.now(), deps.settings.notifyAllowance);
  const room = notices === 0 ? null : await findMailRoom(deps, run, notices, allOutBy);
  if (room?.kind === 'too-little') return refuseToStart(deps, run, notices, allOutBy);
  const answerBy = notices === 0 ? null : plus(allOutBy, run.workflow.noticePeriod);
  const reserved = reserve(ledger, { runId, instanceId, count: counts.planned });
  return updateRun(
    deps,
    SYSTEM_RUN,
    run,
    { stage: 'notify', answerBy },
    'plan.passed',
    {
      after: {
        planned: counts.planned,
        licensed: counts.instance.licensed,
        notices,
        released: run.release !== null,
      },
    },
    [ledgerChange(ledger, reserved), ...(room === null ? [] : [room.change])],
  );
};

const BEFORE: readonly Run['stage'][] = ['pull', 'preview', 'guard'];

/**
 * Guards a sealed plan: parks it whole where it goes beyond a limit, ends the run where its notices cannot all go out in time, and
 * otherwise sets until when people may answer. Judged once; a repeat gives what was decided.
 */
export const guardStep = async (
  deps: GuardDependencies,
  { runId }: { readonly runId: string },
): Promise<GuardOutput> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (isOver(run)) return { contract: CONTRACT, runId, outcome: 'ended' };
    if (run.trips.length > 0 && run.release === null) return { contract: CONTRACT, runId, outcome: 'parked' };
    if (!BEFORE.includes(run.stage)) {
      const shards = await shardsWith(deps, runId, (item) => needsNotice(item, run.workflow.notify));
      return { contract: CONTRACT, runId, outcome: 'ok', shards };
    }
    await judge(deps, run);
  }
};
