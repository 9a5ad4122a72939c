import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../../shared/ports/record-store.ts';
import type { Change } from '../../../shared/records/change.ts';
import type { Collection } from '../../../shared/records/collection.ts';

/** What was read of the tables. */
export interface Reads {
  /** Single records that were asked for, alone or several at once. */
  readonly records: number;
  /** Queries for a page. */
  readonly pages: number;
}

/** A store that counts what is read over it. */
export class CountingReads implements RecordStore {
  readonly #inner: RecordStore;
  #records = 0;
  #pages = 0;

  constructor(inner: RecordStore) {
    this.#inner = inner;
  }

  /** What was read since the last call. */
  take(): Reads {
    const taken = { records: this.#records, pages: this.#pages };
    this.#records = 0;
    this.#pages = 0;
    return taken;
  }

  get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    this.#records += 1;
    return this.#inner.get(target, ref);
  }

  getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    this.#records += refs.length;
    return this.#inner.getMany(target, refs);
  }

  page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    this.#pages += 1;
    return this.#inner.page(target, scope, request);
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
