import type { RecordStore } from '../../ports/record-store.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type Change, remove } from '../../records/change.ts';
import type { Collection } from '../../records/collection.ts';
import type { CallBudget } from '../runs/call-budget.ts';

interface Deps {
  readonly store: RecordStore;
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
}

/** Records or objects removed at once. */
const PAGE = 500;

/** How much is gone; `isWhole`: all of it is, else the time was over before. */
export interface Removed {
  readonly isWhole: boolean;
  readonly count: number;
}

/** Removes a page of the records of a partition. */
export const removePage = async <R extends Ref, Ref extends object, Scope extends object>(
  { store }: Pick<Deps, 'store'>,
  target: Collection<R, Ref, Scope, true>,
  scope: Scope,
): Promise<Removed> => {
  const { records, next } = await store.page(target, scope, { limit: PAGE });
  if (records.length > 0)
    await store.writeMany(records.map((record): Change<true> => remove(target, record)));
  return { isWhole: next === null, count: records.length };
};

/** Removes every record of a partition, as far as the time goes. */
export const removeAll = async <R extends Ref, Ref extends object, Scope extends object>(
  deps: Pick<Deps, 'store'>,
  budget: CallBudget,
  target: Collection<R, Ref, Scope, true>,
  scope: Scope,
): Promise<Removed> => {
  for (let count = 0; ;) {
    if (budget.isSpent()) return { isWhole: false, count };
    const page = await removePage(deps, target, scope);
    count += page.count;
    if (page.isWhole) return { isWhole: true, count };
  }
};

/** Removes every object of a folder, as far as the time goes. */
export const removeObjects = async (
  { objects }: Pick<Deps, 'objects'>,
  budget: CallBudget,
  folder: string,
): Promise<Removed> => {
  const keys = await objects.list(folder);
  for (let count = 0; count < keys.length; count += PAGE) {
    if (budget.isSpent()) return { isWhole: false, count };
    await objects.remove(keys.slice(count, count + PAGE));
  }
  return { isWhole: true, count: keys.length };
};

/** Does removals one after the other, until one does not come to its end. */
export const removeEach = async (removals: readonly (() => Promise<Removed>)[]): Promise<Removed> => {
  let count = 0;
  for (const removal of removals) {
    const removed = await removal();
    count += removed.count;
    if (!removed.isWhole) return { isWhole: false, count };
  }
  return { isWhole: true, count };
};
