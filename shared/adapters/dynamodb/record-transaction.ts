import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import type { Change } from '../../records/change.ts';
import type { RecordEntities, RecordEntity } from './record-entity.ts';
import { rowOf } from './record-row.ts';

/** Tries of a transaction that meets another one on the same record, or is throttled; waits double from 20 ms with full jitter, 1.3 s at most in all. */
const TRIES = 7;
const FIRST_WAIT_MS = 20;

/** `failed` has the changes whose expectation did not hold, each with the document that stood there, undefined where none did. */
export type TransactionResult =
  { readonly kind: 'done' } | { readonly kind: 'refused'; readonly failed: ReadonlyMap<Change, unknown> };

/** DynamoDB's reasons, one a change, in order; ElectroDB types them for tuples only (API reference, CancellationReason). */
const reasonsSchema = z.array(z.object({ code: z.string(), item: z.object({ doc: z.unknown() }).nullish() }));

/** Reasons by which DynamoDB asks to come back later. The SDK does not try again on them, since they stand inside a cancellation. */
const THROTTLED_CODES: ReadonlySet<string> = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

/** Reasons that are no faults. */
const EXPECTED_CODES: ReadonlySet<string> = new Set([
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  ...THROTTLED_CODES,
]);

type Condition = Parameters<ReturnType<RecordEntity['query']['record']>['where']>[0];

/** What a change expects, as one condition; empty where it expects nothing. */
const conditionOf =
  ({ expect, guard }: Change): Condition =>
  ({ partition, version, state }, { eq, exists, notExists }) => {
    const parts = guard === null ? [] : [`(${guard.stateIn.map((name) => eq(state, name)).join(' OR ')})`];
    if (expect === 'absent') parts.push(notExists(partition));
    else if (expect === 'present') parts.push(exists(partition));
    else if (expect !== 'any') parts.push(eq(version, expect.version));
    return parts.join(' AND ');
  };

/** A token by which DynamoDB knows a repeat for ten minutes (API reference, TransactWriteItems); 36 characters at most. */
export const repeatToken = (eventId: string): string =>
  createHash('sha256').update(eventId).digest('hex').slice(0, 36);

const isTokenMismatch = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  error.cause.name === 'IdempotentParameterMismatchException';

const sendOnce = async (entities: RecordEntities, changes: readonly Change[], token: string | undefined) => {
  const involved = new Map(
    changes.map(({ collection, table }) => [collection, entities.of(collection, table)]),
  );
  const transaction = entities.createWriteTransaction(Object.fromEntries(involved), (named) =>
    changes.map((change) => {
      const entity = named[change.collection];
      if (entity === undefined) throw new RangeError(`There is no entity ${change.collection}.`);
      const condition = conditionOf(change);
      const options = { response: 'all_old' } as const;
      if (change.operation === 'put') return entity.put(rowOf(change)).where(condition).commit(options);
      if (change.operation === 'remove') return entity.delete(change.key).where(condition).commit(options);
      return entity.check(change.key).where(condition).commit(options);
    }),
  );
  const send = (options: { token?: string }) => transaction.go(options);
  const { canceled, data } = await (token === undefined
    ? send({})
    : send({ token }).catch((error: unknown) => {
        // Something else was sent under this token before. Then the conditions alone decide.
        if (isTokenMismatch(error)) return send({});
        throw error;
      }));
  return canceled ? reasonsSchema.parse(data) : [];
};

/**
 * Makes all changes, or none. What was throttled or met another transaction is tried again; every other reason but an expectation
 * that does not hold (an invalid item) is thrown.
 */
export const transact = async (
  entities: RecordEntities,
  changes: readonly Change[],
  token?: string,
): Promise<TransactionResult> => {
  for (let attempt = 1; ; attempt += 1) {
    const reasons = await sendOnce(entities, changes, token);
    if (reasons.length === 0) return { kind: 'done' };
    const faults = reasons.map(({ code }) => code).filter((code) => !EXPECTED_CODES.has(code));
    if (faults.length > 0) throw new Error(`A transaction was not made: ${faults.join(', ')}.`);
    const throttled = reasons.some(({ code }) => THROTTLED_CODES.has(code));
    const failed = new Map<Change, unknown>();
    changes.forEach((change, index) => {
      const reason = reasons[index];
      if (reason?.code === 'ConditionalCheckFailed') failed.set(change, reason.item?.doc);
    });
    // While some changes were not looked at, those that were do not tell how all of them stand.
    if (failed.size > 0 && !throttled) return { kind: 'refused', failed };
    if (attempt === TRIES)
      throw new Error('A transaction was throttled or met others on its records every time it was tried.');
    await setTimeout(Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1));
  }
};
