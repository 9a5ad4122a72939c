import { describe, expect, it } from 'vitest';
import { itemSize, unitsOf } from '../../scale/dynamodb-units.ts';

const text = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } });

describe('what a request to DynamoDB costs', () => {
  it('goes by names and values', () => {
    expect(itemSize({ name: { S: 'abc' } })).toBe(7);
    expect(itemSize({ n: { N: '-12345' }, b: { BOOL: true }, z: { NULL: true } })).toBe(1 + 4 + 2 + 2);
    expect(itemSize({ m: { M: { k: { S: 'v' } } }, l: { L: [{ S: 'vv' }] } })).toBe(1 + 3 + 3 + 1 + 3 + 3);
  });

  it.each([
    ['GetItem', { ConsistentRead: true }, { Item: text(4_097) }, { items: 1, scanned: 0, read: 2, write: 0 }],
    ['GetItem', {}, {}, { items: 1, scanned: 0, read: 0.5, write: 0 }],
    [
      'Query',
      { ConsistentRead: true },
      { Items: [text(2_000), text(2_000)], ScannedCount: 3 },
      { items: 2, scanned: 3, read: 1, write: 0 },
    ],
    [
      'BatchGetItem',
      { RequestItems: { t: { Keys: [1, 2], ConsistentRead: true } } },
      { Responses: { t: [text(5_000)] } },
      { items: 2, scanned: 0, read: 3, write: 0 },
    ],
    [
      'BatchWriteItem',
      { RequestItems: { t: [{ PutRequest: { Item: text(1_025) } }, { DeleteRequest: {} }] } },
      {},
      { items: 2, scanned: 0, read: 0, write: 3 },
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { Item: text(1_024) } }, { ConditionCheck: {} }] },
      {},
      { items: 2, scanned: 0, read: 0, write: 4 },
    ],
  ])('%s %j', (operation, request, answer, units) => {
    expect(unitsOf(operation, request, answer)).toEqual(units);
  });
});
