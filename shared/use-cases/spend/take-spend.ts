import { type SpendItem, spendInputSchema } from '../../domain/spend.ts';
import type { Import } from '../../domain/import.ts';
import { CorruptDataError } from '../../errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { put, remove } from '../../records/change.ts';
import { spendItems } from '../../records/spend.ts';
import { type Landing, getEventLines } from '../day-log/day-objects.ts';
import type { Basics } from '../dependencies.ts';
import { countSpend } from './count-spend.ts';
import { spendItemOf, subjectOf } from './spend-items.ts';

/** Payments looked up and written at once. */
const AT_ONCE = 1000;

type Deps = Basics & { readonly objects: ObjectStore };

/** The different payments of a file that lie together. */
const itemsOf = async (
  deps: Deps,
  { importId, applicationId, createdAt }: Import,
  landings: readonly Landing[],
): Promise<SpendItem[]> => {
  const items = new Map<string, SpendItem>();
  for (const { key } of landings) {
    const lines = await getEventLines(deps.objects, key);
    if (lines === undefined) throw new CorruptDataError(`A landed object of import ${importId} is gone.`);
    for (const line of lines) {
      const input = spendInputSchema.parse(JSON.parse(line));
      const of = { subjectId: subjectOf(deps, input, applicationId), importId };
      const item = spendItemOf(deps, input, of, createdAt);
      items.set(item.spendId, item);
    }
  }
  return [...items.values()];
};

/**
 * Takes in payments of a file that lie together, as equal ones do, and says how many had not come before this file. Whoever was cut off
 * begins anew, and finds that it was this file that brought them.
 */
export const takeSpend = async (deps: Deps, job: Import, landings: readonly Landing[]): Promise<number> => {
  const { importId } = job;
  const all = await itemsOf(deps, job, landings);
  let fresh = 0;
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const some = all.slice(start, start + AT_ONCE);
    const known = await deps.store.getMany(spendItems, some);
    fresh += known.filter((item) => item === undefined || item.importId === importId).length;
    const missing = some.filter((_, index) => known[index] === undefined);
    await deps.store.writeMany(missing.map((item) => put(spendItems, item, 'any')));
  }
  await countSpend(deps, all);
  return fresh;
};

/** Removes the payments that a file brought, of those that lie together. What another way had brought before stays. */
export const untakeSpend = async (deps: Deps, job: Import, landings: readonly Landing[]): Promise<void> => {
  const all = await itemsOf(deps, job, landings);
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const known = await deps.store.getMany(spendItems, all.slice(start, start + AT_ONCE));
    const brought = known.flatMap((item) => (item?.importId === job.importId ? [item] : []));
    await deps.store.writeMany(brought.map((item) => remove(spendItems, item)));
  }
  await countSpend(deps, all);
};
