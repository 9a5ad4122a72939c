import type { Account } from '../../domain/account.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Verdict, judgeBy } from '../../domain/verdict.ts';
import type { Rule } from '../../domain/workflow.ts';
import { accounts, activities } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { type EvidenceContext, gatherEvidence } from '../evidence/gather-evidence.ts';

/** One account of a pull, judged. */
export interface Judged {
  readonly account: Account;
  readonly evidence: Evidence;
  readonly verdict: Verdict;
}

/** Decides about some accounts of a pull by the rules, in their order. */
export const judgeAccounts = async (
  deps: Pick<Basics, 'store'>,
  context: EvidenceContext,
  rules: readonly Rule[],
  { instanceId, pullId }: Pick<Pull, 'instanceId' | 'pullId'>,
  list: readonly Account[],
): Promise<Judged[]> => {
  const activity = await deps.store.getMany(
    activities,
    list.map(({ accountId }) => ({ instanceId, pullId, accountId })),
  );
  const evidence = await gatherEvidence(
    deps,
    context,
    list.map((account, index) => ({ account, activity: activity[index] })),
  );
  const judge = judgeBy(rules);
  return list.flatMap((account, index) => {
    const own = evidence[index];
    return own === undefined ? [] : [{ account, evidence: own, verdict: judge(own) }];
  });
};

/** A page of the accounts of a shard of a pull. */
export const accountsPage = (
  deps: Pick<Basics, 'store'>,
  { instanceId, pullId }: Pick<Pull, 'instanceId' | 'pullId'>,
  shard: number,
  after: string | null,
  limit: number,
) => deps.store.page(accounts, { instanceId, pullId, shard }, { limit, after });
