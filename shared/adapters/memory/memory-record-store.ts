import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { RecordScan, ScannedRows } from '../../ports/record-scan.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../ports/record-store.ts';
import { auditEvents, eventRows } from '../../records/audit.ts';
import type { Change } from '../../records/change.ts';
import type { Collection, TableName } from '../../records/collection.ts';
import {
  MAX_COMMIT_CHANGES,
  MAX_TRANSACTION_ITEMS,
  assertTechnical,
  assertTransaction,
  bulkChanges,
} from '../records/change-rules.ts';
import { compareSort, cursorBehind, readCursor } from '../records/page-cursor.ts';
import { readRecord } from '../records/read-record.ts';
import { MemoryTable } from './memory-table.ts';

/** Few, so that tests meet scans that take several calls. */
const SCANNED_AT_ONCE = 50;

/**
 * The record store in memory, for tests and nothing else: the same conditions, limits and order as the tables, and every call
 * yields once first, so that callers that run side by side interleave. `calls` counts them by method.
 */
export class MemoryRecordStore implements RecordStore, RecordScan {
  readonly calls = { get: 0, getMany: 0, page: 0, commit: 0, write: 0, writeMany: 0 };
  readonly #table = new MemoryTable();
  readonly #trail: AuditEvent[] = [];

  /** The audit events in the order they were committed. */
  auditTrail(): AuditEvent[] {
    return structuredClone(this.#trail);
  }

  /** Everything that is stored now, audit events too. */
  everything(): ReturnType<MemoryTable['all']> {
    return this.#table.all();
  }

  async get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    await this.#begin('get');
    return this.#read(target, ref);
  }

  async getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    await this.#begin('getMany');
    return refs.map((ref) => this.#read(target, ref));
  }

  async page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    await this.#begin('page');
    const { limit, from, to, descending = false } = request;
    const start = readCursor(request);
    const rows = this.#table.partition(target.table, target.name, target.within(scope));
    if (descending) rows.reverse();
    const wanted = rows.filter(
      ({ sort }) =>
        (from === undefined || compareSort(sort, from) >= 0) &&
        (to === undefined || compareSort(sort, to) <= 0) &&
        (start === null || (descending ? compareSort(sort, start) < 0 : compareSort(sort, start) > 0)),
    );
    const taken = wanted.slice(0, limit);
    const last = taken.at(-1);
    return {
      records: taken.map(({ document }) => readRecord(target, document())),
      next: last !== undefined && wanted.length > limit ? cursorBehind(last.sort) : null,
    };
  }

  async scan(table: TableName, after: string | null): Promise<ScannedRows> {
    await Promise.resolve();
    const rows = this.#table
      .rows(table)
      .filter(({ key }) => after === null || JSON.stringify(key) > after)
      .slice(0, SCANNED_AT_ONCE);
    const last = rows.at(-1);
    return {
      rows: rows.map(({ collection, key, document }) => ({ collection, key, document: document() })),
      next: last !== undefined && rows.length === SCANNED_AT_ONCE ? JSON.stringify(last.key) : null,
    };
  }

  async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    await this.#begin('commit');
    assertTransaction(changes, MAX_COMMIT_CHANGES);
    const stored = this.#table.read('audit', auditEvents.name, auditEvents.at(event));
    if (stored !== undefined)
      return { kind: isDeepStrictEqual(readRecord(auditEvents, stored), event) ? 'done' : 'conflict' };
    const result = this.#transact([...changes, ...eventRows(event)]);
    if (result.kind === 'done') this.#trail.push(structuredClone(event));
    return result;
  }

  async write(changes: readonly Change<true>[]): Promise<WriteResult> {
    await this.#begin('write');
    assertTechnical(changes);
    assertTransaction(changes, MAX_TRANSACTION_ITEMS);
    return this.#transact(changes);
  }

  async writeMany(changes: readonly Change<true>[]): Promise<void> {
    await this.#begin('writeMany');
    this.#apply(bulkChanges(changes));
  }

  async #begin(method: keyof MemoryRecordStore['calls']): Promise<void> {
    this.calls[method] += 1;
    await Promise.resolve();
  }

  #read<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): R | undefined {
    const document = this.#table.read(target.table, target.name, target.at(ref));
    return document === undefined ? undefined : readRecord(target, document);
  }

  #transact(changes: readonly Change[]): WriteResult {
    if (!changes.every((change) => this.#table.holds(change))) return { kind: 'conflict' };
    this.#apply(changes);
    return { kind: 'done' };
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) this.#table.assertFits(change);
    for (const change of changes) this.#table.apply(change);
  }
}
