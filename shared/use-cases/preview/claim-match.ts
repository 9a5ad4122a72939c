import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import { type Verdict, decide } from '../../domain/verdict.ts';
import { put } from '../../records/change.ts';
import { type RunVerdict, claims, planItems } from '../../records/runs.ts';
import { auditEvent } from '../audit.ts';
import type { Basics } from '../dependencies.ts';
import { SYSTEM_RUN, aboutRun } from '../runs/run-progress.ts';

type Match = Extract<Verdict, { kind: 'match' }>;

const itemOf = (run: Run, { accountId, evidence }: RunVerdict, match: Match): PlanItem => {
  const person = evidence.person.kind === 'matched' ? evidence.person : null;
  return {
    runId: run.runId,
    accountId,
    instanceId: run.workflow.instanceId,
    personId: person?.personId ?? null,
    managerId: person?.managerId ?? null,
    ruleId: match.ruleId,
    outcome: match.outcome,
    tierBefore: match.tierBefore,
    tierAfter: match.tierAfter,
    left: match.left,
    state: 'planned',
    reason: null,
    vendorReason: null,
    notice: null,
    answer: null,
    intent: null,
    beforeImage: null,
    actedAt: null,
    verifiedAt: null,
    version: 1,
  };
};

/** A claim that is lost to a plan which ends at that moment is free again; asking a few times settles it. */
const TRIES = 3;

/**
 * Claims a matched account for its run and puts it on the plan, in one transaction. Where another plan was faster the verdict says
 * so. Claiming again what the run holds already changes nothing.
 */
export const claimMatch = async (
  deps: Pick<Basics, 'store' | 'clock' | 'ids'>,
  run: Run,
  judged: RunVerdict,
): Promise<RunVerdict> => {
  const { accountId, verdict } = judged;
  if (verdict.kind !== 'match') return judged;
  const { runId } = run;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = itemOf(run, judged, verdict);
    const event = auditEvent(deps, SYSTEM_RUN, 'item.claimed', {
      ...aboutRun(run),
      accountId,
      personId: item.personId,
      after: { state: item.state, ruleId: item.ruleId },
    });
    const result = await deps.store.commit(
      [put(claims, { accountId, runId }, 'absent'), put(planItems, item, 'absent')],
      event,
    );
    if (result.kind === 'done') return judged;
    const [claim, stored] = await Promise.all([
      deps.store.get(claims, { accountId }),
      deps.store.get(planItems, { runId, accountId }),
    ]);
    if (stored !== undefined) return judged;
    if (claim !== undefined && claim.runId !== runId) {
      const evidence = { ...judged.evidence, claimedBy: claim.runId };
      return { ...judged, evidence, verdict: decide(evidence, run.workflow.rules) };
    }
  }
  throw new Error(`Account ${accountId} could not be claimed: its claim keeps changing.`);
};
