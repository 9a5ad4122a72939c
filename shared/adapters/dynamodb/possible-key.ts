import type { Key } from '../../records/collection.ts';

/** Longest keys (DynamoDB developer guide, "Constraints"). */
const MAX_PARTITION_BYTES = 2048;
const MAX_SORT_BYTES = 1024;

const isWithin = (text: string, most: number): boolean => text !== '' && Buffer.byteLength(text) <= most;

/** Whether a partition can hold anything: DynamoDB refuses to look at one whose key is empty or too long. */
export const isPossiblePartition = (partition: string): boolean => isWithin(partition, MAX_PARTITION_BYTES);

/** Whether anything can stand at a key: ids and names come from outside, and what nothing can stand at is not there. */
export const isPossibleKey = ({ partition, sort }: Key): boolean =>
  isPossiblePartition(partition) && isWithin(sort, MAX_SORT_BYTES);
