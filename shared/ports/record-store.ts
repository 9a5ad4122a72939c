import type { AuditEvent } from '../domain/audit-event.ts';
import type { Change } from '../records/change.ts';
import type { Collection } from '../records/collection.ts';

/** A page of records in key order; `next` is where the following page starts, null at the end. */
export interface Page<R> {
  readonly records: readonly R[];
  readonly next: string | null;
}

/** Which part of a partition to read. `from` and `to` are sort keys, both included. */
export interface PageRequest {
  readonly limit: number;
  /** A `next` of an earlier page of the same partition. */
  readonly after?: string | null;
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
}

/** Whether a conditional write was made. `conflict`: an expectation did not hold and nothing changed. */
export type WriteResult = { readonly kind: 'done' } | { readonly kind: 'conflict' };

/**
 * The tables. Every read is consistent and parsed by its collection's schema (a row that does not fit is a `CorruptDataError`);
 * there are no indexes to lag. At most 97 changes go into one commit (DynamoDB takes 100 items, up to three are the audit event).
 */
export interface RecordStore {
  get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined>;
  /** Records in the order of `refs`; undefined where there is none. */
  getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]>;
  page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>>;
  /** All changes and the one audit event, or nothing. Repeating a commit with the same event id changes nothing more. */
  commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult>;
  /** Conditional writes of technical records in one transaction, without an event. */
  write(changes: readonly Change<true>[]): Promise<WriteResult>;
  /** Unconditional writes of many technical records, in no order; all are written when it returns. Only `expect: 'any'`. */
  writeMany(changes: readonly Change<true>[]): Promise<void>;
}
