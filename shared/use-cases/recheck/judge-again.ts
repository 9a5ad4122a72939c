import { type Recheck, recheckItem } from '../../domain/recheck.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import { CorruptDataError } from '../../errors.ts';
import type { ActivityReader, VendorRoleRow } from '../../ports/connector.ts';
import { type RunVerdict, runVerdicts } from '../../records/runs.ts';
import type { RecheckProgress } from '../../records/step-progress.ts';
import { usesOf } from '../activity/land-uses.ts';
import { exemptionsFor, gatherEvidence } from '../evidence/gather-evidence.ts';
import { withListedRole } from '../pull/read-accounts.ts';
import { activitySince, freshCandidate, freshSources } from './fresh-candidate.ts';
import type { RecheckContext } from './recheck-context.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';
import type { PlannedRead } from './read-planned-accounts.ts';
import { spansSince } from './read-since-seal.ts';

/** The fresh verdict of one item, and how it decides about the item as it stands when it is moved. */
export interface JudgedAgain {
  readonly verdict: RunVerdict;
  readonly check: (current: PlanItem) => Recheck;
}

type Read = Extract<PlannedRead, { kind: 'read' }>;

/** Judges accounts that were just read anew: people, protections, activity and exemptions as they are now, by the run's own rules. */
export const judgeAgain = async (
  deps: RecheckDeps,
  { run, instance, pull, policy, sealedAt }: RecheckContext,
  activity: ActivityReader | undefined,
  roles: readonly VendorRoleRow[],
  progress: RecheckProgress,
  reads: readonly Read[],
): Promise<JudgedAgain[]> => {
  const { runId } = run;
  const now = deps.clock.now();
  const sealed = await deps.store.getMany(
    runVerdicts,
    reads.map(({ item: { accountId } }) => ({ runId, accountId })),
  );
  const plans = reads.map(({ item: { accountId } }, index) => {
    const plan = sealed[index];
    if (plan === undefined) throw new CorruptDataError(`Run ${runId} lost the verdict of ${accountId}.`);
    return plan.evidence;
  });
  const accountsNow = reads.map(({ account }) => withListedRole(account, roles));
  const uses = await usesOf(deps, { instanceId: instance.instanceId, reading: runId }, accountsNow);
  const spans = activity === undefined ? [] : spansSince(pull, progress.readAt, activity);
  const fresh = await gatherEvidence(
    deps,
    {
      decidedAt: now,
      runId,
      ordinaryRoleIds: new Set(instance.ordinaryRoleIds),
      policy: {
        ...run.policy,
        protectedPersonIds: [...run.policy.protectedPersonIds, ...policy.protectedPersonIds],
      },
      // One that lapsed after the plan was sealed still protects from it.
      exemptions: await exemptionsFor(deps, instance.applicationId, sealedAt, now),
      sources: freshSources(progress, now, activity !== undefined),
      loginLagDays: pull.loginLagDays,
      named: new Map(
        reads.flatMap(({ item: { accountId } }, index) => {
          const file = plans[index]?.file;
          return file === undefined ? [] : [[accountId, file] as const];
        }),
      ),
    },
    reads.flatMap(({ stored, upcoming }, index) => {
      const [account, plan] = [accountsNow[index], plans[index]];
      return account === undefined || plan === undefined
        ? []
        : [freshCandidate(stored, account, now, activitySince(plan, progress, spans, uses[index]), upcoming)];
    }),
  );
  return reads.flatMap(({ item }, index) => {
    const [evidence, plan] = [fresh[index], plans[index]];
    if (evidence === undefined || plan === undefined) return [];
    const check = (current: PlanItem): Recheck => ({
      item: current,
      sealed: plan,
      fresh: evidence,
      rules: run.workflow.rules,
      signInsRead:
        progress.signIns === 'complete' ||
        activity === undefined ||
        (progress.signIns === 'not-granted' && plan.signals.signIns === null),
      notify: run.workflow.notify,
      answerTimeOver: progress.endedEarly || (current.notice !== null && current.notice.answerBy <= now),
    });
    const { verdict } = recheckItem(check(item));
    return [{ verdict: { runId, accountId: item.accountId, evidence, verdict }, check }];
  });
};
