import type { Change } from '../../records/change.ts';
import type { Key, TableName } from '../../records/collection.ts';
import { MAX_ITEM_BYTES } from '../records/change-rules.ts';

/** A stored row. The document is kept as text, so that nobody shares an object with the store. */
interface Row {
  readonly collection: string;
  readonly sort: string;
  /** The sort key as rows are ordered by it. */
  readonly bytes: Buffer;
  readonly version: number | null;
  readonly state: string | null;
  readonly text: string;
}

/** Rows by table and partition, changed one at a time without waiting in between. */
export class MemoryTable {
  readonly #partitions = new Map<string, Map<string, Row>>();

  /** The document under a key as plain data, or undefined. */
  read(table: TableName, collection: string, key: Key): unknown {
    const row = this.#row(table, key);
    return row?.collection === collection ? JSON.parse(row.text) : undefined;
  }

  /** Sort keys of a partition, ascending, each with what reads its document: pages are short, and partitions long. */
  partition(
    table: TableName,
    collection: string,
    partition: string,
  ): { sort: string; document: () => unknown }[] {
    return [...this.#rows(table, partition).values()]
      .filter((row) => row.collection === collection)
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
      .map(({ sort, text }) => ({ sort, document: (): unknown => JSON.parse(text) }));
  }

  /** Every document there is, with the collection it is of and where it stands. */
  all(): { collection: string; table: string; key: Key; document: unknown }[] {
    return [...this.#partitions].flatMap(([place, rows]) =>
      [...rows.values()].map(({ collection, sort, text }) => {
        const document: unknown = JSON.parse(text);
        const end = place.indexOf('#');
        const key = { partition: place.slice(end + 1), sort };
        return { collection, table: place.slice(0, end), key, document };
      }),
    );
  }

  /** Every row of a table, in the order of their keys. */
  rows(table: TableName): { collection: string; key: Key; document: () => unknown }[] {
    return [...this.#partitions]
      .filter(([place]) => place.startsWith(`${table}#`))
      .flatMap(([place, rows]) =>
        [...rows.values()].map(({ collection, sort, text }) => ({
          collection,
          key: { partition: place.slice(table.length + 1), sort },
          document: (): unknown => JSON.parse(text),
        })),
      )
      .sort((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));
  }

  /** Whether what a change expects holds now. */
  holds({ table, key, expect, guard }: Change): boolean {
    const row = this.#row(table, key);
    if (guard !== null && !guard.stateIn.some((state) => state === row?.state)) return false;
    if (expect === 'any') return true;
    if (expect === 'absent') return row === undefined;
    if (expect === 'present') return row !== undefined;
    return row?.version === expect.version;
  }

  /** Refuses a record that no table would take. */
  assertFits({ collection, document }: Change): void {
    if (Buffer.byteLength(JSON.stringify(document)) > MAX_ITEM_BYTES)
      throw new RangeError(`A ${collection} is larger than an item may be.`);
  }

  /** Makes a change, without asking what it expects. */
  apply({ operation, collection, table, key, version, state, document }: Change): void {
    const rows = this.#rows(table, key.partition);
    if (operation === 'remove') rows.delete(key.sort);
    if (operation !== 'put') return;
    const { sort } = key;
    const text = JSON.stringify(document);
    rows.set(sort, { collection, sort, bytes: Buffer.from(sort), version, state, text });
  }

  #rows(table: TableName, partition: string): Map<string, Row> {
    const place = `${table}#${partition}`;
    const found = this.#partitions.get(place);
    if (found !== undefined) return found;
    const made = new Map<string, Row>();
    this.#partitions.set(place, made);
    return made;
  }

  #row(table: TableName, { partition, sort }: Key): Row | undefined {
    return this.#partitions.get(`${table}#${partition}`)?.get(sort);
  }
}
