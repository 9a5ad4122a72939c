import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../ports/record-store.ts';
import { eventRows } from '../../records/audit.ts';
import type { Change } from '../../records/change.ts';
import type { Collection } from '../../records/collection.ts';
import {
  MAX_COMMIT_CHANGES,
  MAX_TRANSACTION_ITEMS,
  assertTechnical,
  assertTransaction,
  bulkChanges,
} from '../records/change-rules.ts';
import { cursorBehind, readCursor } from '../records/page-cursor.ts';
import { readRecord } from '../records/read-record.ts';
import { isPossibleKey, isPossiblePartition } from './possible-key.ts';
import { readBatch, writeBatch } from './record-batches.ts';
import { type DynamoTables, type RecordEntities, recordEntities } from './record-entity.ts';
import { repeatToken, transact } from './record-transaction.ts';

/** The record store on DynamoDB. Every read is consistent; nothing is cached; memory grows with the page or the refs asked for. */
export class DynamoRecordStore implements RecordStore {
  readonly #entities: () => Promise<RecordEntities>;

  constructor(config: DynamoTables) {
    this.#entities = recordEntities(config);
  }

  async get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    const key = target.at(ref);
    if (!isPossibleKey(key)) return undefined;
    const entity = (await this.#entities()).of(target.name, target.table);
    const { data } = await entity.get(key).go({ consistent: true, originalErr: true });
    return data === null ? undefined : readRecord(target, data.doc);
  }

  async getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    const keys = refs.map((ref) => target.at(ref));
    const entity = (await this.#entities()).of(target.name, target.table);
    const documentAt = await readBatch(entity, keys.filter(isPossibleKey));
    return keys.map((key) => {
      const document = documentAt(key);
      return document === undefined ? undefined : readRecord(target, document);
    });
  }

  async page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    const { limit, from, to, descending = false } = request;
    const start = readCursor(request);
    const partition = target.within(scope);
    if (!isPossiblePartition(partition)) return { records: [], next: null };
    const entities = await this.#entities();
    const entity = entities.of(target.name, target.table);
    const { toCursor } = entities.createConversions(entity).fromComposite;
    const all = entity.query.record({ partition });
    const wanted =
      from !== undefined && to !== undefined
        ? all.between({ sort: from }, { sort: to })
        : from !== undefined
          ? all.gte({ sort: from })
          : to !== undefined
            ? all.lte({ sort: to })
            : all;
    // One more than asked for tells whether there is a following page; an answer of 1 MB may be shorter, then it goes on.
    const { data } = await wanted.go({
      consistent: true,
      originalErr: true,
      order: descending ? 'desc' : 'asc',
      limit: limit + 1,
      count: limit + 1,
      cursor: start === null ? null : toCursor({ partition, sort: start }),
    });
    const taken = data.slice(0, limit);
    const last = taken.at(-1);
    return {
      records: taken.map(({ doc }) => readRecord(target, doc)),
      next: last !== undefined && data.length > limit ? cursorBehind(last.sort) : null,
    };
  }

  async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    assertTransaction(changes, MAX_COMMIT_CHANGES);
    const rows = eventRows(event);
    const entities = await this.#entities();
    const result = await transact(entities, [...rows, ...changes], repeatToken(event.eventId));
    if (result.kind === 'done') return result;
    // The event stands there already: this commit was made before, if it is the same event.
    const stored = result.failed.get(rows[0]);
    return { kind: isDeepStrictEqual(stored, event) ? 'done' : 'conflict' };
  }

  async write(changes: readonly Change<true>[]): Promise<WriteResult> {
    assertTechnical(changes);
    assertTransaction(changes, MAX_TRANSACTION_ITEMS);
    if (changes.length === 0) return { kind: 'done' };
    const result = await transact(await this.#entities(), changes);
    return result.kind === 'done' ? result : { kind: 'conflict' };
  }

  async writeMany(changes: readonly Change<true>[]): Promise<void> {
    await writeBatch(await this.#entities(), bulkChanges(changes));
  }
}
