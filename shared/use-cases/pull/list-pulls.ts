import type { Pull } from '../../domain/pull.ts';
import type { Page } from '../../ports/record-store.ts';
import { pulls } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { undecidedPull } from './instance-pulls.ts';

/** A pull, and what may be done about it. */
export interface ListedPull extends Pull {
  /** Whether readers follow it now. */
  readonly isCurrent: boolean;
  /** Whether a person may release it now. */
  readonly isReleasable: boolean;
}

/** Pulls of an instance that are kept, newest first. Fault `NotFoundError`. */
export const listPulls = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<Page<ListedPull>> => {
  const { records, next } = await deps.store.page(pulls, { instanceId }, { ...page, descending: true });
  // Read last: by then a pull that is shown as quarantined could be released, and one that is shown as applied was followed.
  const undecided = await undecidedPull(deps, instanceId);
  const { currentPullId } = await loadInstance(deps, instanceId);
  return {
    records: records.map((pull) => ({
      ...pull,
      isCurrent: pull.pullId === currentPullId,
      isReleasable: pull.pullId === undecided?.pullId,
    })),
    next,
  };
};
