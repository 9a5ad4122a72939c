import type { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../shared/ports/record-store.ts';
import type { Change } from '../../shared/records/change.ts';
import type { Collection } from '../../shared/records/collection.ts';

/** One transaction that was made, and what it left in the audit trail. */
export interface SeenTransaction {
  /** The file under `shared/use-cases` that asked for it. */
  readonly file: string;
  readonly event: AuditEvent;
  /** Events of the trail with its id. */
  readonly added: readonly AuditEvent[];
  /** Changes that wrote events past the one it carried. */
  readonly smuggled: readonly Change[];
}

const USE_CASE = /shared\/use-cases\/([\w/-]+\.ts)/;

/** The nearest use case on the call stack. */
const askingFile = (): string => USE_CASE.exec(new Error('stack').stack ?? '')?.[1] ?? 'none';

const assertTechnical = (changes: readonly Change[]): void => {
  const audited = changes.find(({ technical, table }) => !technical || table === 'audit');
  if (audited !== undefined) throw new Error(`A ${audited.collection} was written without an event.`);
};

/** A memory store that watches what every transaction adds to the audit trail, and which use case asked for it. */
export class WatchedStore implements RecordStore {
  readonly transactions: SeenTransaction[] = [];
  readonly #inner: MemoryRecordStore;

  constructor(inner: MemoryRecordStore) {
    this.#inner = inner;
  }

  get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    return this.#inner.get(target, ref);
  }

  getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    return this.#inner.getMany(target, refs);
  }

  page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    return this.#inner.page(target, scope, request);
  }

  async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    const file = askingFile();
    const result = await this.#inner.commit(changes, event);
    if (result.kind === 'done') {
      const added = this.#inner.auditTrail().filter(({ eventId }) => eventId === event.eventId);
      const smuggled = changes.filter(({ table }) => table === 'audit');
      this.transactions.push({ file, event, added, smuggled });
    }
    return result;
  }

  async write(changes: readonly Change<true>[]): Promise<WriteResult> {
    assertTechnical(changes);
    return this.#inner.write(changes);
  }

  async writeMany(changes: readonly Change<true>[]): Promise<void> {
    assertTechnical(changes);
    return this.#inner.writeMany(changes);
  }
}
