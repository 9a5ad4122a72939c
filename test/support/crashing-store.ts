import type { AuditEvent } from '../../shared/domain/audit-event.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../shared/ports/record-store.ts';
import type { Change } from '../../shared/records/change.ts';
import type { Collection } from '../../shared/records/collection.ts';

/** What a worker that is cut off looks like from inside. */
export class CrashError extends Error {}

/** A store that dies at its n-th call, or its n-th writing one, before the call is made or just after it. */
export class CrashingStore implements RecordStore {
  readonly #store: RecordStore;
  readonly #at: number;
  readonly #when: 'before' | 'after';
  readonly #counted: 'calls' | 'writes';
  #calls = 0;

  constructor(
    store: RecordStore,
    at: number,
    when: 'before' | 'after',
    counted: 'calls' | 'writes' = 'calls',
  ) {
    this.#store = store;
    this.#counted = counted;
    this.#at = at;
    this.#when = when;
  }

  async #pass<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    const isIt = this.#calls === this.#at;
    if (isIt && this.#when === 'before') throw new CrashError('before');
    const result = await call();
    if (isIt) throw new CrashError('after');
    return result;
  }

  #read<T>(call: () => Promise<T>): Promise<T> {
    return this.#counted === 'calls' ? this.#pass(call) : call();
  }

  get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    return this.#read(() => this.#store.get(target, ref));
  }

  getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    return this.#read(() => this.#store.getMany(target, refs));
  }

  page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    return this.#read(() => this.#store.page(target, scope, request));
  }

  commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    return this.#pass(() => this.#store.commit(changes, event));
  }

  write(changes: readonly Change<true>[]): Promise<WriteResult> {
    return this.#pass(() => this.#store.write(changes));
  }

  writeMany(changes: readonly Change<true>[]): Promise<void> {
    return this.#pass(() => this.#store.writeMany(changes));
  }
}
