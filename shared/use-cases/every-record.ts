import type { RecordStore } from '../ports/record-store.ts';
import type { Collection } from '../records/collection.ts';

const PAGE_RECORDS = 500;

/** All records of a partition in key order, from a sort key on where one is given, a page in memory at a time. */
export async function* everyRecord<R extends Ref, Ref extends object, Scope extends object>(
  store: RecordStore,
  target: Collection<R, Ref, Scope>,
  scope: Scope,
  from?: string,
): AsyncGenerator<R> {
  let after: string | null = null;
  do {
    const { records, next }: { records: readonly R[]; next: string | null } = await store.page(
      target,
      scope,
      { limit: PAGE_RECORDS, after, ...(from === undefined ? {} : { from }) },
    );
    yield* records;
    after = next;
  } while (after !== null);
}
