import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { Page, PageRequest, WriteResult } from '../../../shared/ports/record-store.ts';
import type { Change } from '../../../shared/records/change.ts';
import type { Collection } from '../../../shared/records/collection.ts';

/** What a witnessed store tells, and whom it waits for. */
interface Watch {
  /** Before each call; lets callers that run side by side be put in any order. */
  readonly turn: (what: string) => Promise<void>;
  readonly wrote: (changes: readonly Change[], event: AuditEvent | null) => void;
}

/** The record store in memory; each of its calls waits for its turn, and each write that was made is told. */
export class WitnessedStore extends MemoryRecordStore {
  readonly #watch: Watch;

  constructor(watch: Watch) {
    super();
    this.#watch = watch;
  }

  override async get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    await this.#watch.turn(`get ${target.name}`);
    return super.get(target, ref);
  }

  override async getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    await this.#watch.turn(`get many ${target.name}`);
    return super.getMany(target, refs);
  }

  override async page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    await this.#watch.turn(`page of ${target.name}`);
    return super.page(target, scope, request);
  }

  override async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    await this.#watch.turn(event.action);
    const result = await super.commit(changes, event);
    if (result.kind === 'done') this.#watch.wrote(changes, event);
    return result;
  }

  override async write(changes: readonly Change<true>[]): Promise<WriteResult> {
    await this.#watch.turn('write');
    const result = await super.write(changes);
    if (result.kind === 'done') this.#watch.wrote(changes, null);
    return result;
  }

  override async writeMany(changes: readonly Change<true>[]): Promise<void> {
    await this.#watch.turn('write many');
    await super.writeMany(changes);
    this.#watch.wrote(changes, null);
  }
}
