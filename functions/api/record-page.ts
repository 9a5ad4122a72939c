import type { RecordStore } from '../../shared/ports/record-store.ts';
import type { Collection } from '../../shared/records/collection.ts';
import type { ListPage, ListRequest } from './api-route.ts';

/** A page of a partition as a page of a list. */
export const recordPage = async <R extends Ref, Ref extends object, Scope extends object>(
  store: RecordStore,
  target: Collection<R, Ref, Scope>,
  scope: Scope,
  page: ListRequest,
): Promise<ListPage<R>> => {
  const { records, next } = await store.page(target, scope, page);
  return { items: records, next };
};

/** A page of a partition, of which only some records are of this list; it may hold fewer than asked for. */
export const filteredPage = async <R extends Ref, Ref extends object, Scope extends object>(
  store: RecordStore,
  target: Collection<R, Ref, Scope>,
  scope: Scope,
  page: ListRequest,
  keep: (record: R) => boolean,
): Promise<ListPage<R>> => {
  const { items, next } = await recordPage(store, target, scope, page);
  return { items: items.filter(keep), next };
};
