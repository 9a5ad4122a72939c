import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../../shared/ports/record-store.ts';
import type { Change } from '../../../shared/records/change.ts';
import type { Collection } from '../../../shared/records/collection.ts';

/** Records of one BatchGetItem (DynamoDB API reference). */
const BATCH = 100;

/** What reading came to, in DynamoDB's own words. */
export interface TableCalls {
  /** GetItem, BatchGetItem and Query. */
  readonly calls: number;
  /** Items that queries looked at, summed. */
  readonly scannedCount: number;
}

/** A store that counts the calls of tables as the adapter for DynamoDB makes them, and the items that its queries look at. */
export class CountingTables implements RecordStore {
  readonly #inner: RecordStore;
  #calls = 0;
  #scanned = 0;

  constructor(inner: RecordStore) {
    this.#inner = inner;
  }

  /** What was counted since the last call. */
  take(): TableCalls {
    const taken = { calls: this.#calls, scannedCount: this.#scanned };
    [this.#calls, this.#scanned] = [0, 0];
    return taken;
  }

  get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    this.#calls += 1;
    return this.#inner.get(target, ref);
  }

  getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    this.#calls += Math.ceil(refs.length / BATCH);
    return this.#inner.getMany(target, refs);
  }

  async page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    this.#calls += 1;
    const page = await this.#inner.page(target, scope, request);
    // One more than the page is looked at where there is a following one.
    this.#scanned += page.records.length + (page.next === null ? 0 : 1);
    return page;
  }

  commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    return this.#inner.commit(changes, event);
  }

  write(changes: readonly Change<true>[]): Promise<WriteResult> {
    return this.#inner.write(changes);
  }

  writeMany(changes: readonly Change<true>[]): Promise<void> {
    return this.#inner.writeMany(changes);
  }
}
