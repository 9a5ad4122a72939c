import type { AuditEvent } from '../../domain/audit-event.ts';
import { OWN_ACTIONS, type Restriction, reaches } from '../../domain/rights.ts';
import { NotFoundError, RestrictedError } from '../../errors.ts';
import type { Page, PageRequest, RecordStore, WriteResult } from '../../ports/record-store.ts';
import { type Owner, ownerAt, ownerOf, partOf } from '../../records/belongs.ts';
import type { Change } from '../../records/change.ts';
import type { Collection } from '../../records/collection.ts';
import { KnownThings } from './known-things.ts';
import { cursorBehind, readCursor } from './page-cursor.ts';

/** Records read at once while a page is still short of visible ones. */
const READ_ON = 500;

/**
 * A record store as somebody has it who is restricted to some applications: what belongs to another one is not there, neither in
 * reads nor in the length, places and cursors of pages, and can't be written. What is the organization's is read and not written,
 * what is the asker's own is both; our own workings are neither. Made for one request: it remembers what it looked up.
 */
export class RestrictedRecordStore implements RecordStore {
  readonly #store: RecordStore;
  readonly #restriction: Restriction;
  readonly #things: KnownThings;

  constructor(store: RecordStore, restriction: Restriction) {
    this.#store = store;
    this.#restriction = restriction;
    this.#things = new KnownThings(store);
  }

  async get<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    ref: Ref,
  ): Promise<R | undefined> {
    if (!(await this.#mayBeShown(target, [ref]))[0]) return undefined;
    const record = await this.#store.get(target, ref);
    return record === undefined ? undefined : (await this.#shown(target, [record]))[0];
  }

  async getMany<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<(R | undefined)[]> {
    const may = await this.#mayBeShown(target, refs);
    const asked = refs.flatMap((ref, index) => (may[index] === true ? [{ ref, index }] : []));
    const records = await this.#store.getMany(
      target,
      asked.map(({ ref }) => ref),
    );
    const shown = new Set(
      await this.#shown(
        target,
        records.filter((record) => record !== undefined),
      ),
    );
    const answer = refs.map((): R | undefined => undefined);
    asked.forEach(({ index }, place) => {
      const record = records[place];
      if (record !== undefined && shown.has(record)) answer[index] = record;
    });
    return answer;
  }

  async page<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    const { belongs } = target;
    if (belongs === 'product') throw notOnBehalf(target.name);
    if (typeof belongs === 'string') return this.#store.page(target, scope, request);
    if (belongs.by !== 'partition') return this.#mixedPage(target, scope, request);
    // A page of what is not there refuses a wrong cursor too.
    readCursor(request);
    const owner = partOf(belongs, scope);
    await this.#things.learn([owner]);
    return this.#isShown(owner) ? this.#store.page(target, scope, request) : { records: [], next: null };
  }

  async commit(changes: readonly Change[], event: AuditEvent): Promise<WriteResult> {
    await this.#assertMay(changes);
    if (!(event.applicationId === null && OWN_ACTIONS.has(event.action)))
      this.#assertReached(
        event.applicationId,
        () => `There is no application ${String(event.applicationId)}.`,
      );
    const result = await this.#store.commit(changes, event);
    if (result.kind === 'done') this.#things.remember(changes.map(({ owner }) => owner));
    return result;
  }

  async write(changes: readonly Change<true>[]): Promise<WriteResult> {
    await this.#assertMay(changes);
    return this.#store.write(changes);
  }

  async writeMany(changes: readonly Change<true>[]): Promise<void> {
    await this.#assertMay(changes);
    await this.#store.writeMany(changes);
  }

  /** Reads on until there is one visible record more than asked for, so that what is hidden leaves no gap and no end behind. */
  async #mixedPage<R extends Ref, Ref extends object, Scope extends object>(
    target: Collection<R, Ref, Scope>,
    scope: Scope,
    request: PageRequest,
  ): Promise<Page<R>> {
    const { limit } = request;
    const visible: R[] = [];
    let after = request.after ?? null;
    let size = limit + 1;
    do {
      const page = await this.#store.page(target, scope, { ...request, limit: size, after });
      visible.push(...(await this.#shown(target, page.records)));
      after = page.next;
      size = READ_ON;
    } while (after !== null && visible.length <= limit);
    const records = visible.slice(0, limit);
    const last = records.at(-1);
    return {
      records,
      next: last !== undefined && visible.length > limit ? cursorBehind(target.at(last).sort) : null,
    };
  }

  /** Whether there is anything to read at a ref, as far as its key tells. */
  async #mayBeShown<R extends Ref, Ref extends object, Scope extends object>(
    { belongs, name }: Collection<R, Ref, Scope>,
    refs: readonly Ref[],
  ): Promise<boolean[]> {
    if (belongs === 'product') throw notOnBehalf(name);
    // A thing is judged by its own record, which is about to be read.
    if (typeof belongs === 'object' && belongs.by === 'itself') return refs.map(() => true);
    const owners = refs.map((ref) => ownerAt(belongs, ref));
    await this.#things.learn(owners);
    return owners.map((owner) => owner.kind === 'untold' || this.#isShown(owner));
  }

  /** Those of some records that are visible. */
  async #shown<R extends Ref, Ref extends object, Scope extends object>(
    { belongs }: Collection<R, Ref, Scope>,
    records: readonly R[],
  ): Promise<R[]> {
    const owners = records.map((record) => ownerOf(belongs, record));
    this.#things.remember(owners);
    await this.#things.learn(owners);
    return records.filter((_, index) => {
      const owner = owners[index];
      return owner !== undefined && this.#isShown(owner);
    });
  }

  #isShown(owner: Owner): boolean {
    switch (owner.kind) {
      case 'organization':
      case 'user':
        return true;
      case 'product':
      case 'untold':
        return false;
      case 'application':
        return owner.applicationId === null
          ? owner.without === 'shown'
          : reaches(this.#restriction, owner.applicationId);
      case 'itself':
        return reaches(this.#restriction, owner.applicationId);
      case 'part':
        return reaches(this.#restriction, this.#things.applicationOf(owner.thing, owner.id) ?? null);
    }
  }

  async #assertMay(changes: readonly Change[]): Promise<void> {
    // What is made by the same transaction is what its other records may be parts of.
    const made = new Map(
      changes.flatMap(({ owner, expect }) =>
        owner.kind === 'itself' && expect === 'absent'
          ? [[`${owner.thing} ${owner.id}`, owner.applicationId] as const]
          : [],
      ),
    );
    const parts = changes.flatMap(({ owner, expect }): Owner[] => {
      // A thing that may be there already is judged as it is stored, too.
      if (owner.kind === 'itself') return expect === 'absent' ? [] : [{ ...owner, kind: 'part' }];
      return owner.kind === 'part' && !made.has(`${owner.thing} ${owner.id}`) ? [owner] : [];
    });
    await this.#things.learn(parts);
    for (const { owner, collection, expect, operation } of changes) {
      if (owner.kind === 'user') continue;
      // It writes nothing; what it is made for is judged by the other changes.
      if (owner.kind === 'untold' && operation === 'check') continue;
      if (owner.kind === 'product' || owner.kind === 'untold') throw notOnBehalf(collection);
      if (owner.kind === 'organization') throw new RestrictedError();
      if (owner.kind === 'application') {
        this.#assertReached(
          owner.applicationId,
          () => `There is no application ${String(owner.applicationId)}.`,
        );
        continue;
      }
      const { thing, id } = owner;
      const there = () => `There is no ${thing} ${id}.`;
      if (owner.kind === 'itself') this.#assertReached(owner.applicationId, there);
      if (owner.kind === 'itself' && expect === 'absent') continue;
      const applicationId = made.get(`${thing} ${id}`) ?? this.#things.applicationOf(thing, id);
      if (applicationId === undefined) throw new NotFoundError(there());
      this.#assertReached(applicationId, there);
    }
  }

  #assertReached(applicationId: string | null, missing: () => string): void {
    if (applicationId === null) throw new RestrictedError();
    if (!reaches(this.#restriction, applicationId)) throw new NotFoundError(missing());
  }
}

const notOnBehalf = (collection: string): Error =>
  new Error(`A ${collection} is ours: it is not read or written on behalf of somebody.`);
