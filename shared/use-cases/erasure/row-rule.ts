import type { Scrub } from '../../domain/scrub.ts';
import { type Sought, withFound } from '../../domain/erasure.ts';
import { type Change, put, remove } from '../../records/change.ts';
import type { Collection } from '../../records/collection.ts';

/** What the rules of a collection are given beside the row. */
export interface Looking {
  readonly sought: Sought;
  readonly scrub: Scrub;
}

/** What erasing does with the rows of one collection. */
export interface RowRule {
  readonly name: string;
  /** What of somebody such a row can hold, and what becomes of it: one line of docs/security.md. */
  readonly says: string;
  /** What more the row tells of how somebody is known. */
  readonly learn?: (document: unknown, looking: Looking) => Sought;
  /** What is to be done to the row: nothing, or one change. */
  readonly change: (document: unknown, looking: Looking) => readonly Change[];
}

interface Special<R> {
  /** Whether the whole record is theirs and goes. */
  readonly theirs?: (record: R, looking: Looking) => boolean;
  /** Takes out what the general search does not know to be theirs. */
  readonly without?: (record: R, looking: Looking) => unknown;
  readonly learn?: (record: R, looking: Looking) => Partial<Sought>;
}

const versionOf = (record: object): number | null => {
  const version = new Map<string, unknown>(Object.entries(record)).get('version');
  return typeof version === 'number' ? version : null;
};

const nextVersion = (cleaned: unknown, version: number | null): unknown =>
  version === null || typeof cleaned !== 'object' || cleaned === null
    ? cleaned
    : { ...cleaned, version: version + 1 };

/** Audit rows carry no version, and are put over what stands there. */
const expectedOf = (technical: boolean, version: number | null) =>
  version === null ? (technical ? ('any' as const) : ('present' as const)) : { version };

/**
 * The rule of a collection: a record that is theirs, or stands under a key that is made of what is looked for, is removed; in all others
 * addresses, vendor ids and names are replaced.
 */
export const ruleOf = <R extends Ref, Ref extends object, Scope extends object>(
  target: Collection<R, Ref, Scope>,
  says: string,
  { theirs = () => false, without = (record) => record, learn }: Special<R> = {},
): RowRule => ({
  name: target.name,
  says,
  ...(learn === undefined
    ? {}
    : {
        learn: (document, looking) =>
          withFound(looking.sought, learn(target.schema.parse(document), looking)),
      }),
  change: (document, looking) => {
    const record = target.schema.parse(document);
    if (theirs(record, looking)) return [remove(target, record)];
    const bare = without(record, looking);
    const cleaned = looking.scrub.value(bare);
    if (cleaned === record) return [];
    const version = versionOf(record);
    const next = target.schema.parse(nextVersion(cleaned, version));
    const [before, after] = [target.at(record), target.at(next)];
    if (before.partition !== after.partition || before.sort !== after.sort) return [remove(target, record)];
    return [put(target, next, expectedOf(target.technical, version))];
  },
});
