import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  personFaults,
  personFaultSchema,
  type FaultTarget,
  type PersonFaults,
} from '../../../../local/stand-in/person-faults.ts';

const schema = personFaultSchema(z.string());

const target: FaultTarget = {
  method: 'GET',
  path: '/users/7',
  account: 'one',
  person: 'Ada@example.com',
  query: '?cursor=abc',
  body: '{"active":false}',
};

function ordersOf(...list: readonly object[]): PersonFaults<string> {
  const orders = personFaults<string>();
  for (const order of list) orders.add(schema.parse(order));
  return orders;
}

describe('an ordered fault', () => {
  it.each([
    [{ method: 'get' }, { method: 'POST' }],
    [{ path: '/users/*' }, { path: '/users' }],
    [{ path: '/users/7' }, { path: '/users/8' }],
    [{ account: 'one' }, { account: 'two' }],
    [{ person: 'ada@EXAMPLE.com' }, { person: 'ben@example.com' }],
    [{ query: 'cursor=' }, { query: 'page=2' }],
    [{ body: 'false' }, { body: 'true' }],
  ])('meant for %j is not meant for %j', (match, other) => {
    expect(ordersOf({ effect: 'hit', match }).take(target)).toBe('hit');
    expect(ordersOf({ effect: 'hit', match: { ...match, ...other } }).take(target)).toBeUndefined();
  });

  it('lets calls pass before it hits, and hits as often as it is told', () => {
    const orders = ordersOf({ effect: 'hit', nth: 2, times: 2 });
    const taken = [1, 2, 3, 4].map(() => orders.take(target) ?? 'none');
    expect(taken).toEqual(['none', 'hit', 'hit', 'none']);
  });

  it('hits one call with one fault, while the others count it', () => {
    const orders = ordersOf({ effect: 'first' }, { effect: 'second', nth: 2 });
    expect([orders.take(target), orders.take(target)]).toEqual(['first', 'second']);
  });

  it('is forgotten with those of its account, or with all', () => {
    const orders = ordersOf({ effect: 'one', match: { account: 'one' } }, { effect: 'any' });
    orders.clear('one');
    expect(orders.list().map(({ order }) => order.effect)).toEqual(['any']);
    orders.clear();
    expect(orders.list()).toEqual([]);
  });
});
