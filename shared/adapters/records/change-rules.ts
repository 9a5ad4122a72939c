import { MAX_EVENT_ROWS } from '../../records/audit.ts';
import type { Change } from '../../records/change.ts';

/** Items of one DynamoDB transaction (DynamoDB developer guide, "Amazon DynamoDB Transactions"). */
export const MAX_TRANSACTION_ITEMS = 100;

/** Changes that one commit takes beside its audit event. */
export const MAX_COMMIT_CHANGES = MAX_TRANSACTION_ITEMS - MAX_EVENT_ROWS;

/** Bytes of one DynamoDB item; the twin measures JSON, which is a little longer than the item. */
export const MAX_ITEM_BYTES = 400 * 1024;

const placeOf = ({ table, key }: Change): string => JSON.stringify([table, key.partition, key.sort]);

const assertExpectation = (change: Change): void => {
  const { operation, expect, version, collection } = change;
  if (operation === 'check' && expect === 'any')
    throw new RangeError(`A check of ${collection} must expect something.`);
  if (operation === 'put' && typeof expect === 'object' && version !== expect.version + 1)
    throw new RangeError(`A ${collection} at version ${expect.version} must be put with the next version.`);
};

/**
 * Refuses what DynamoDB would refuse, or what could not mean anything: too many items, two changes of one record, a check that
 * expects nothing, a version that does not follow.
 */
export const assertTransaction = (changes: readonly Change[], room: number): void => {
  if (changes.length > room)
    throw new RangeError(`A transaction takes ${room} changes at most, not ${changes.length}.`);
  if (new Set(changes.map(placeOf)).size !== changes.length)
    throw new RangeError('A transaction changes a record once at most.');
  changes.forEach(assertExpectation);
};

/** Refuses changes that must not be written without an audit event. The types say so too. */
export const assertTechnical = (changes: readonly Change[]): void => {
  const audited = changes.find(({ technical }) => !technical);
  if (audited !== undefined)
    throw new RangeError(`A ${audited.collection} is changed only together with an audit event.`);
};

/** The changes of a bulk write: unconditional ones only, and the last one where several name the same record. */
export const bulkChanges = (changes: readonly Change<true>[]): Change<true>[] => {
  assertTechnical(changes);
  const conditional = changes.find(
    ({ expect, guard, operation }) => expect !== 'any' || guard !== null || operation === 'check',
  );
  if (conditional !== undefined)
    throw new RangeError(`A bulk write of ${conditional.collection} can't be conditional.`);
  return [...new Map(changes.map((change) => [placeOf(change), change])).values()];
};
