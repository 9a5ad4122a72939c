import type * as z from 'zod';
import type { Belongs } from './belongs.ts';

/** The tables, by life cycle. */
export type TableName = 'directory' | 'runs' | 'activity' | 'audit';

/** Where a record stands in its table. */
export interface Key {
  readonly partition: string;
  readonly sort: string;
}

/**
 * One kind of stored record: its schema, its table and how its key is made. `Ref` is what one needs to find a record (every record
 * carries it), `Scope` what one needs to list a partition. Records of a `technical` collection (leases, landed rows, progress) may
 * be written without an audit event; all others only together with exactly one.
 */
export interface Collection<
  R extends Ref,
  Ref extends object,
  Scope extends object,
  Technical extends boolean = boolean,
> {
  readonly name: string;
  readonly table: TableName;
  readonly technical: Technical;
  readonly belongs: Belongs<R, Ref, Scope>;
  readonly schema: z.ZodType<R>;
  readonly at: (ref: Ref) => Key;
  readonly within: (scope: Scope) => string;
  /** When a technical record may vanish by itself (TTL, seconds late to two days late); never judged by. */
  readonly expiresAt?: (record: R) => string | null;
}

/** Declares a collection whose records are changed only together with an audit event. */
export const collection = <R extends Ref, Ref extends object, Scope extends object>(
  definition: Omit<Collection<R, Ref, Scope>, 'technical'>,
): Collection<R, Ref, Scope, false> => ({ ...definition, technical: false });

/** Declares a collection of technical records, written without audit events. */
export const technicalCollection = <R extends Ref, Ref extends object, Scope extends object>(
  definition: Omit<Collection<R, Ref, Scope>, 'technical'>,
): Collection<R, Ref, Scope, true> => ({ ...definition, technical: true });
