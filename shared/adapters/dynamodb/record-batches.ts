import { setTimeout } from 'node:timers/promises';
import type { Change } from '../../records/change.ts';
import type { Key } from '../../records/collection.ts';
import type { RecordEntities, RecordEntity } from './record-entity.ts';
import { rowOf } from './record-row.ts';

/** Rounds for what DynamoDB leaves unprocessed; waits double from 25 ms with full jitter, 12.8 s at most in all. */
const ROUNDS = 10;
const FIRST_WAIT_MS = 25;

/** Batches that are under way at once; DynamoDB takes 25 writes or 100 reads in one, ElectroDB cuts them. */
const CONCURRENT = 4;

const placeOf = ({ partition, sort }: Key): string => JSON.stringify([partition, sort]);

/** Repeats a round with what it left, until nothing is left. */
const untilDone = async <T>(items: readonly T[], round: (items: T[]) => Promise<T[]>): Promise<void> => {
  let left = [...items];
  for (let count = 1; left.length > 0; count += 1) {
    left = await round(left);
    if (left.length === 0) return;
    if (count === ROUNDS) throw new Error(`${left.length} items were left unprocessed.`);
    await setTimeout(Math.random() * FIRST_WAIT_MS * 2 ** count);
  }
};

/** Reads many documents of one table, each once however often its key is named. */
export const readBatch = async (
  entity: RecordEntity,
  keys: readonly Key[],
): Promise<(key: Key) => unknown> => {
  const documents = new Map<string, unknown>();
  const distinct = [...new Map(keys.map((key) => [placeOf(key), key])).values()];
  await untilDone(distinct, async (left) => {
    const { data, unprocessed } = await entity.get(left).go({
      consistent: true,
      originalErr: true,
      concurrent: CONCURRENT,
    });
    for (const row of data) documents.set(placeOf(row), row.doc);
    return unprocessed;
  });
  return (key) => documents.get(placeOf(key));
};

/** Writes and removes many rows. Each collection and operation goes by itself. */
export const writeBatch = async (
  entities: RecordEntities,
  changes: readonly Change<true>[],
): Promise<void> => {
  const groups = Map.groupBy(changes, ({ operation, collection }) => `${operation}#${collection}`);
  for (const [first, ...others] of groups.values()) {
    if (first === undefined) continue;
    const entity = entities.of(first.collection, first.table);
    await untilDone([first, ...others], async (left) => {
      const options = { originalErr: true, concurrent: CONCURRENT };
      const { unprocessed } =
        first.operation === 'put'
          ? await entity.put(left.map(rowOf)).go(options)
          : await entity.delete(left.map(({ key }) => key)).go(options);
      const places = new Set(unprocessed.map(placeOf));
      return left.filter(({ key }) => places.has(placeOf(key)));
    });
  }
};
