import { type SpendItem, spendInputSchema } from '../../domain/spend.ts';
import type { Import } from '../../domain/import.ts';
import { CorruptDataError } from '../../errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { put } from '../../records/change.ts';
import { spendItems } from '../../records/spend.ts';
import { type Landing, getEventLines } from '../day-log/day-objects.ts';
import type { Basics } from '../dependencies.ts';
import { countSpend } from './count-spend.ts';
import { spendItemOf, subjectOf } from './spend-items.ts';

/** Payments looked up and written at once. */
const AT_ONCE = 1000;

/**
 * Takes in payments of a file that lie together, as equal ones do, and says how many had not come before this file. Whoever was cut off
 * begins anew, and finds that it was this file that brought them.
 */
export const takeSpend = async (
  deps: Basics & { readonly objects: ObjectStore },
  { importId, applicationId, createdAt }: Import,
  landings: readonly Landing[],
): Promise<number> => {
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
  const all = [...items.values()];
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
