import { SHARDS } from '../../domain/plan.ts';
import { addressesOfDirectory } from '../../domain/platform.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Change, remove } from '../../records/change.ts';
import type { Collection } from '../../records/collection.ts';
import {
  type StoredPlatformApp,
  platformAddresses,
  platformApps,
  platformAssignments,
  platformPeople,
} from '../../records/platform.ts';
import type { Basics } from '../dependencies.ts';
import type { CallBudget } from '../runs/call-budget.ts';

type Deps = Pick<Basics, 'store'>;

/** Rows removed at once. */
const PAGE = 500;

/** Removes every row of a partition, what hangs on each before it; `more` where the time is over before. */
const removeAll = async <R extends Ref, Ref extends object, Scope extends object>(
  { store }: Deps,
  budget: CallBudget,
  target: Collection<R, Ref, Scope, true>,
  scope: Scope,
  before: (rows: readonly R[]) => Promise<'done' | 'more'> | readonly Change<true>[],
): Promise<'done' | 'more'> => {
  for (;;) {
    if (budget.isSpent()) return 'more';
    const { records } = await store.page(target, scope, { limit: PAGE });
    if (records.length === 0) return 'done';
    const first = await before(records);
    if (first === 'more') return 'more';
    if (first !== 'done') await store.writeMany(first);
    await store.writeMany(records.map((row) => remove(target, row)));
  }
};

/** Removes who is assigned to some applications of a pull, as far as the budget goes. */
export const removeAssignments = async (
  deps: Deps,
  apps: readonly StoredPlatformApp[],
  budget: CallBudget,
): Promise<'done' | 'more'> => {
  for (const app of apps)
    if ((await removeAll(deps, budget, platformAssignments, app, () => [])) === 'more') return 'more';
  return 'done';
};

/**
 * Removes what a pull of a platform landed, as far as the budget goes. People go after their addresses and applications after their
 * assignments, so that a removal that is cut short finds what is left.
 */
export const removePlatformRows = async (
  deps: Deps,
  { instanceId, pullId }: Pick<Pull, 'instanceId' | 'pullId'>,
  budget: CallBudget,
): Promise<'done' | 'more'> => {
  const of = { instanceId, pullId };
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const done = await removeAll(deps, budget, platformPeople, { ...of, shard }, (people) =>
      [...new Set(people.flatMap(addressesOfDirectory))].map((address) =>
        remove(platformAddresses, { ...of, address }),
      ),
    );
    if (done === 'more') return 'more';
  }
  return removeAll(deps, budget, platformApps, of, (apps) => removeAssignments(deps, apps, budget));
};
