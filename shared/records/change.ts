import { type Owner, ownerAt, ownerOf } from './belongs.ts';
import type { Collection, Key, TableName } from './collection.ts';

/** What must hold of the stored record for a change to be made; otherwise nothing of its transaction is. */
export type Expectation = 'any' | 'absent' | 'present' | { readonly version: number };

/** A further condition on the stored record's own `state`, from a transition table. */
export interface StateGuard {
  readonly stateIn: readonly string[];
}

/** One change to one record, as data. Made by {@link put}, {@link remove} and {@link check} only. */
export interface Change<Technical extends boolean = boolean> {
  readonly operation: 'put' | 'remove' | 'check';
  readonly collection: string;
  readonly table: TableName;
  readonly technical: Technical;
  readonly key: Key;
  /** Whose the record is, by the record itself where it is put, else by its key. */
  readonly owner: Owner;
  /** The record itself; null for remove and check. */
  readonly document: object | null;
  readonly version: number | null;
  readonly state: string | null;
  readonly expiresAt: string | null;
  readonly expect: Expectation;
  readonly guard: StateGuard | null;
}

const fieldOf = (record: object, field: string): unknown =>
  new Map<string, unknown>(Object.entries(record)).get(field);

const numberField = (record: object, field: string): number | null => {
  const value = fieldOf(record, field);
  return typeof value === 'number' ? value : null;
};

const textField = (record: object, field: string): string | null => {
  const value = fieldOf(record, field);
  return typeof value === 'string' ? value : null;
};

/** Writes a record whole. With `{ version: n }` the stored one must be at n and the record carries n + 1. */
export const put = <R extends Ref, Ref extends object, Scope extends object, T extends boolean>(
  target: Collection<R, Ref, Scope, T>,
  record: R,
  expect: Expectation,
  guard: StateGuard | null = null,
): Change<T> => ({
  operation: 'put',
  collection: target.name,
  table: target.table,
  technical: target.technical,
  key: target.at(record),
  owner: ownerOf(target.belongs, record),
  document: record,
  version: numberField(record, 'version'),
  state: textField(record, 'state'),
  expiresAt: target.expiresAt?.(record) ?? null,
  expect,
  guard,
});

const bare = <R extends Ref, Ref extends object, Scope extends object, T extends boolean>(
  operation: 'remove' | 'check',
  target: Collection<R, Ref, Scope, T>,
  ref: Ref,
  expect: Expectation,
): Change<T> => ({
  operation,
  collection: target.name,
  table: target.table,
  technical: target.technical,
  key: target.at(ref),
  owner: ownerAt(target.belongs, ref),
  document: null,
  version: null,
  state: null,
  expiresAt: null,
  expect,
  guard: null,
});

/** Removes a record. */
export const remove = <R extends Ref, Ref extends object, Scope extends object, T extends boolean>(
  target: Collection<R, Ref, Scope, T>,
  ref: Ref,
  expect: Expectation = 'any',
): Change<T> => bare('remove', target, ref, expect);

/** Changes nothing, but the transaction holds only if the expectation does. */
export const check = <R extends Ref, Ref extends object, Scope extends object, T extends boolean>(
  target: Collection<R, Ref, Scope, T>,
  ref: Ref,
  expect: Expectation,
): Change<T> => bare('check', target, ref, expect);
