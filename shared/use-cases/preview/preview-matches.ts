import { SHARDS } from '../../domain/plan.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Rule } from '../../domain/workflow.ts';
import { NotFoundError } from '../../errors.ts';
import { pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { exemptionsFor } from '../evidence/gather-evidence.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { startBudget } from '../runs/call-budget.ts';
import { type Judged, accountsPage, judgeAccounts } from './judge-page.ts';

/** What matches a draft of rules, from the instance's current pull. */
export type MatchPreview =
  | { readonly kind: 'no-pull' }
  | {
      readonly kind: 'counted';
      readonly pullId: string;
      /** When the pull was read. */
      readonly observedAt: string;
      /** Whether all accounts were judged; with very many of them the time of one request may not be enough. */
      readonly complete: boolean;
      readonly judged: number;
      readonly counts: Readonly<Record<Verdict['kind'], number>>;
      /** The first matches, at most as many as asked for. */
      readonly matches: readonly Judged[];
    };

const PAGE = 500;

/**
 * Counts and lists what a draft of rules would match, while it is edited. Judges as a run would, by the policy and exemptions of now,
 * but reads no vendor, claims nothing and writes nothing. Fault `NotFoundError` where there is no such instance.
 */
export const previewMatches = async (
  deps: Pick<Basics, 'store' | 'clock'> & PolicyDependencies,
  rules: readonly Rule[],
  instanceId: string,
  { limit }: { readonly limit: number },
): Promise<MatchPreview> => {
  const budget = startBudget(deps.clock);
  const instance = await deps.store.get(instances, { instanceId });
  if (instance === undefined) throw new NotFoundError(`There is no instance ${instanceId}.`);
  const pullId = instance.currentPullId;
  const pull = pullId === null ? undefined : await deps.store.get(pulls, { instanceId, pullId });
  if (pull === undefined) return { kind: 'no-pull' };
  const decidedAt = deps.clock.now();
  const context = {
    decidedAt,
    runId: null,
    ordinaryRoleIds: new Set(instance.ordinaryRoleIds),
    policy: await policyInForce(deps),
    exemptions: await exemptionsFor(deps, instance.applicationId, decidedAt, decidedAt),
    sources: pull.sources,
    loginLagDays: pull.loginLagDays,
  };
  const counts = { match: 0, 'in-another-plan': 0, protected: 0, unknown: 0, 'no-match': 0 };
  const matches: Judged[] = [];
  let judgedCount = 0;
  const result = (complete: boolean): MatchPreview => ({
    kind: 'counted',
    pullId: pull.pullId,
    observedAt: pull.startedAt,
    complete,
    judged: judgedCount,
    counts,
    matches,
  });
  for (let shard = 0; shard < SHARDS; shard += 1) {
    let after: string | null = null;
    do {
      if (budget.isSpent()) return result(false);
      const page: Awaited<ReturnType<typeof accountsPage>> = await accountsPage(
        deps,
        pull,
        shard,
        after,
        PAGE,
      );
      for (const judged of await judgeAccounts(deps, context, rules, pull, page.records)) {
        judgedCount += 1;
        counts[judged.verdict.kind] += 1;
        if (judged.verdict.kind === 'match' && matches.length < limit) matches.push(judged);
      }
      after = page.next;
    } while (after !== null);
  }
  return result(true);
};
