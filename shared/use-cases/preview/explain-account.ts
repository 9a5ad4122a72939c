import type { PlanItem } from '../../domain/plan-item.ts';
import { type RunVerdict, planItems, recheckVerdicts, runVerdicts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';

/** Why an account is in a plan or not: the verdict with its evidence, as previewed and as re-checked, and where its item stands. */
export interface Explanation {
  readonly preview: RunVerdict;
  readonly recheck: RunVerdict | null;
  readonly item: PlanItem | null;
}

/** Explains one account of a run; undefined where the run did not judge it. */
export const explainAccount = async (
  { store }: Pick<Basics, 'store'>,
  runId: string,
  accountId: string,
): Promise<Explanation | undefined> => {
  const ref = { runId, accountId };
  const [preview, recheck, item] = await Promise.all([
    store.get(runVerdicts, ref),
    store.get(recheckVerdicts, ref),
    store.get(planItems, ref),
  ]);
  return preview === undefined ? undefined : { preview, recheck: recheck ?? null, item: item ?? null };
};
